//! The panels, one folder each: `panel` draws and says what people did, `state` is what it shows as plain
//! data, `action` is what follows from a click.
//!
//! A place of the window is a row of `SCREENS`: rail and side panel read it. A new one is a folder, its
//! row, and its [`Place`] with what it keeps in the [`State`].

pub mod asked;
pub mod inspect;
mod mark;
pub mod offers;
pub mod poster;
pub mod publish;
pub mod support;
pub mod view;

use egui::Ui;

pub(crate) use mark::{Mark, MarkKind};

use crate::action::Actions;
use crate::icon::{self, Icon};
use crate::state::{Place, State};

/// A place of the window: how the rail shows it, and its panel.
pub(crate) struct Screen {
    pub(crate) place: Place,
    pub(crate) title: &'static str,
    pub(crate) icon: Icon,
    /// What the rail marks it with, where there is something to say.
    pub(crate) mark: fn(&State) -> Option<Mark>,
    /// Draws its panel.
    pub(crate) show: fn(&mut Ui, &State, &mut Actions),
}

/// The places, in the rail's order.
pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        place: Place::Inspect,
        title: "Inspect",
        icon: icon::INSPECT,
        mark: inspect::panel::mark,
        show: inspect::panel::show,
    },
    Screen {
        place: Place::View,
        title: "View",
        icon: icon::VIEW,
        mark: mark::none,
        show: view::panel::show,
    },
    Screen {
        place: Place::Publish,
        title: "Publish",
        icon: icon::SHOP,
        mark: publish::panel::mark,
        show: publish::panel::show,
    },
    Screen {
        place: Place::Support,
        title: "Support",
        icon: icon::SUPPORT,
        mark: mark::none,
        show: support::panel::show,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_one_row() {
        for (at, screen) in SCREENS.iter().enumerate() {
            let others = SCREENS.iter().skip(at + 1);
            for other in others {
                assert_ne!(screen.place, other.place);
                assert_ne!(screen.title, other.title);
                assert_ne!(screen.icon, other.icon);
            }
        }
    }
}
