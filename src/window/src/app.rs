//! The window's loop: news come in, people act, the state changes, effects go out.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Key, Popup, ThemePreference, Ui, ViewportCommand};

use super::WindowOptions;
use super::action::{Action, Carried};
use super::bench::Watch;
use super::blit::Blitter;
use super::device_recovery::{Recovery, RecoverySlot};
use super::effect::Effect;
use super::executor::{Executor, Inbox};
use super::frame;
use super::screens;
use super::screens::support::action::SupportAction;
use super::screens::view::action::ViewAction;
use super::shortcuts;
use super::state::{Appearance, DrawnFacts, Failure, Opening, State};
use super::theme;
use super::viewport::{Packed, Preparer, Viewport};

/// Why the window couldn't do what it was started for, for whoever started it.
pub(super) type Verdict = Arc<Mutex<Option<Failure>>>;

/// What a window is made of.
pub(super) struct Made {
    pub(super) options: WindowOptions,
    pub(super) verdict: Verdict,
    pub(super) slot: RecoverySlot,
    /// What a window with a lost device left.
    pub(super) recovery: Option<Recovery>,
}

impl Recovery {
    /// What the first window has.
    fn fresh(ctx: &egui::Context, options: &WindowOptions) -> Self {
        let (sender, news) = channel();
        let kept = options.backend.settings();
        Self {
            state: State {
                reduced_motion: options.reduced_motion == Some(true),
                appearance: match options.appearance {
                    Appearance::System => kept.appearance,
                    asked => asked,
                },
                lengths: kept.lengths,
                ..State::default()
            },
            inbox: Inbox::new(sender, ctx.clone()),
            news,
            packed: None,
        }
    }
}

/// The window as eframe runs it.
pub struct App {
    state: State,
    viewport: Viewport,
    executor: Executor,
    inbox: Inbox,
    news: Receiver<Action>,
    /// The model of a window whose device was lost, until it is drawn again.
    packed: Option<Packed>,
    slot: RecoverySlot,
    /// Whether the graphics device is lost: nothing can be drawn any more.
    lost: bool,
    /// Frames until the device is lost on purpose.
    lose_after: Option<u32>,
    /// Frames still to show before the window closes by itself.
    frames_left: Option<u32>,
    verdict: Verdict,
    /// Measures the window, where it was opened for that.
    watch: Option<Watch>,
    dressed: Option<(Appearance, bool)>,
    title: String,
}

impl App {
    /// The window on the graphics device of `creation`; it begins to open the file of `options`.
    #[must_use]
    pub fn new(creation: &eframe::CreationContext<'_>, options: WindowOptions) -> Self {
        Self::make(
            creation,
            Made {
                options,
                verdict: Verdict::default(),
                slot: RecoverySlot::default(),
                recovery: None,
            },
        )
    }

    pub(super) fn make(creation: &eframe::CreationContext<'_>, made: Made) -> Self {
        let Made {
            options,
            verdict,
            slot,
            recovery,
        } = made;
        let ctx = creation.egui_ctx.clone();
        let render_state = creation.wgpu_render_state.as_ref();
        let adapter = render_state.map_or_else(String::new, |state| {
            let info = state.adapter.get_info();
            format!("{} ({})", info.name, info.backend)
        });
        theme::install(&ctx, options.reduced_motion == Some(true));
        let again = recovery.is_some();
        let recovery = recovery.unwrap_or_else(|| Recovery::fresh(&ctx, &options));
        recovery.inbox.wake(&ctx);
        let executor = Executor::new(
            options.backend,
            render_state.map(Preparer::new),
            recovery.inbox.clone(),
        );
        let mut app = Self {
            state: recovery.state,
            viewport: Viewport::new(render_state.map(|state| Blitter::set_up(&ctx, state))),
            executor,
            inbox: recovery.inbox,
            news: recovery.news,
            packed: recovery.packed,
            slot,
            lost: false,
            lose_after: options.lose_device_after_frames.filter(|_| !again),
            frames_left: options.quit_after_frames,
            verdict,
            watch: options.bench.map(|bench| Watch::new(bench, adapter)),
            dressed: None,
            title: String::new(),
        };
        if again {
            app.apply(&ctx, Action::Redraw);
            return app;
        }
        if options.reduced_motion.is_none() {
            app.executor.ask_about_motion();
        }
        app.executor.find_leftovers();
        if let Some(listing) = options.listing {
            app.inbox
                .send(Action::of(SupportAction::Show(Box::new(listing))));
        } else if let Some(file) = options.file {
            app.inbox.send(Action::Open(file));
        }
        app
    }

    /// What the window knows, for tests.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    fn apply(&mut self, ctx: &egui::Context, action: Action) {
        let Carried {
            scene,
            textures,
            view,
        } = action.carried();
        for effect in self.state.apply(action) {
            self.perform(ctx, effect);
        }
        // Nobody waits for what came with late news.
        self.inbox.prepared.forget(scene, textures, view);
    }

    fn perform(&mut self, ctx: &egui::Context, effect: Effect) {
        match effect {
            Effect::AskForFile => self.executor.ask_for_file(),
            Effect::TakePath {
                purpose,
                text,
                replace,
            } => self.executor.take_path(purpose, text, replace),
            Effect::Start {
                job,
                work,
                switches,
            } => self.executor.start(job, work, switches),
            Effect::ShowBeside(scene) => {
                let scene = self.inbox.prepared.take_scene(scene);
                self.viewport.show_beside(scene);
            }
            Effect::ClearBeside => self.viewport.clear_beside(),
            Effect::Redraw { job, switches } => {
                if let Some(packed) = self.packed.take().or_else(|| self.viewport.pack()) {
                    self.executor.redraw(job, packed.order(), switches);
                    self.viewport.expect(packed);
                }
            }
            Effect::FindLeftovers => self.executor.find_leftovers(),
            Effect::Pause(pause, paused) => pause.set(paused),
            Effect::Cancel(cancel) => cancel.cancel(),
            Effect::Show(scene) => {
                let scene = self.inbox.prepared.take_scene(scene);
                let facts = self.viewport.show_scene(scene);
                self.drawn(ctx, facts);
            }
            Effect::Dress(textures) => {
                let textures = self.inbox.prepared.take_textures(textures);
                let facts = self.viewport.dress(textures);
                self.drawn(ctx, facts);
            }
            Effect::Clear => self.viewport.clear(),
            Effect::ResetCamera => self.viewport.reset_camera(ctx),
            Effect::View(attributes) => {
                if let Some(order) = self.viewport.show_attributes(*attributes) {
                    self.apply(ctx, Action::of(ViewAction::Preparing));
                    self.executor.refit(order);
                }
            }
            Effect::Refit(view) => {
                if let Some(view) = self.inbox.prepared.take_view(view) {
                    self.viewport.refit(view);
                }
            }
            Effect::KeepView => {
                if let Some(seen) = self.viewport.seen() {
                    self.apply(ctx, Action::of(ViewAction::Kept(Box::new(seen))));
                }
            }
            Effect::AskForLight => self.executor.ask_for_light(),
            Effect::Scrub(seconds) => self.viewport.scrub(seconds),
            Effect::AskWhereToSave(name) => self.executor.ask_where_to_save(name),
            Effect::SavePoster {
                job,
                path,
                size,
                background,
                switches,
            } => {
                let shot = self.viewport.shot(size, background);
                self.executor.save_poster(job, shot, path, switches);
            }
            Effect::OpenUrl(url) => self.executor.open_url(url),
            Effect::KeepSettings(settings) => self.executor.keep_settings(settings),
            Effect::Copy(text) => ctx.copy_text(text),
            Effect::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        }
    }

    /// Tells the state what there is to say of the model on show.
    fn drawn(&mut self, ctx: &egui::Context, facts: Option<DrawnFacts>) {
        if let Some(facts) = facts {
            self.apply(ctx, Action::Drawn(Box::new(facts)));
        }
    }

    /// Fonts, colours and title as the state wants them.
    fn dress(&mut self, ctx: &egui::Context) {
        let wanted = (self.state.appearance, self.state.reduced_motion);
        if self.dressed != Some(wanted) {
            let (appearance, reduced_motion) = wanted;
            if self
                .dressed
                .is_some_and(|(_, before)| before != reduced_motion)
            {
                theme::install(ctx, reduced_motion);
            }
            ctx.set_theme(match appearance {
                Appearance::System => ThemePreference::System,
                Appearance::Light => ThemePreference::Light,
                Appearance::Dark => ThemePreference::Dark,
            });
            self.dressed = Some(wanted);
        }
        let title = self.state.document.as_ref().map_or_else(
            || "Plinth".to_owned(),
            |open| format!("{} – Plinth", open.name),
        );
        if self.title != title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Counts frames down once nothing is under way, and then closes.
    fn count_down(&mut self, ctx: &egui::Context) {
        let Some(left) = self.frames_left else { return };
        ctx.request_repaint();
        if self.state.jobs.running().is_some() {
            return;
        }
        if left > 0 {
            self.frames_left = Some(left - 1);
            return;
        }
        if let Some(failure) = self.failure() {
            *self.verdict.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.clone());
        }
        ctx.send_viewport_cmd(ViewportCommand::Close);
    }

    /// Counts frames down once a model is shown, and then loses the device.
    fn lose_on_purpose(&mut self, ctx: &egui::Context) {
        let Some(left) = self.lose_after else { return };
        ctx.request_repaint();
        if self.state.document.is_none() || self.state.jobs.running().is_some() {
            return;
        }
        self.lose_after = left.checked_sub(1);
        if left == 0 {
            self.executor.lose_device();
        }
    }

    /// Why there is no picture of the file that the window was started with.
    fn failure(&self) -> Option<&Failure> {
        match &self.state.opening {
            Opening::Failed { failure, .. } => Some(failure),
            _ => self.state.picture_lost.as_ref(),
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        if !self.lost && self.executor.is_device_lost() {
            self.lost = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        let news: Vec<Action> = self.news.try_iter().collect();
        for action in news.into_iter().chain(asked(ctx)) {
            self.apply(ctx, action);
        }
        self.dress(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        if self.lost {
            return;
        }
        let mut actions = Vec::new();
        frame::bar(ui, &self.state, &mut actions);
        frame::strip(ui, &self.state, &mut actions);
        frame::rail(ui, &self.state, &mut actions);
        frame::side(ui, &self.state, &mut actions);
        screens::asked::panel::show(ui, &self.state, &mut actions);
        screens::offers::panel::show(ui, &self.state, &mut actions);
        frame::stage(ui, &self.state, &mut self.viewport, &mut actions);
        let ctx = ui.ctx().clone();
        if !actions.is_empty() {
            ctx.request_repaint();
        }
        for action in actions {
            self.apply(&ctx, action);
        }
        if let Some(memory) = self.viewport.memory()
            && self.state.memory != Some(memory)
        {
            self.apply(&ctx, Action::Memory(memory));
            ctx.request_repaint();
        }
        self.count_down(&ctx);
        self.lose_on_purpose(&ctx);
        if let Some(watch) = &mut self.watch {
            let own = frame.info().cpu_usage;
            watch.frame(&ctx, &self.state, &mut self.viewport, own);
        }
    }

    fn on_exit(&mut self) {
        if self.lost {
            // Another window goes on with them.
            return;
        }
        for job in self
            .state
            .jobs
            .newest_first()
            .filter(|job| job.is_running())
        {
            job.switches.cancel.cancel();
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

impl Drop for App {
    /// Leaves everything to the next window where the device is lost.
    fn drop(&mut self) {
        if !self.lost && !self.executor.is_device_lost() {
            return;
        }
        self.slot.leave(Recovery {
            state: std::mem::take(&mut self.state),
            inbox: self.inbox.clone(),
            news: std::mem::replace(&mut self.news, channel().1),
            packed: self.packed.take().or_else(|| self.viewport.pack()),
        });
    }
}

/// What the keyboard and dropped files ask for.
fn asked(ctx: &egui::Context) -> Vec<Action> {
    let mut asked = shortcuts::pressed(ctx);
    // Escape belongs to an open menu or a field being typed in before it belongs to the window.
    let free = !Popup::is_any_open(ctx) && !ctx.text_edit_focused();
    ctx.input_mut(|input| {
        if free && input.key_pressed(Key::Escape) {
            asked.push(Action::Escape);
        }
        let dropped = input
            .raw
            .dropped_files
            .drain(..)
            .map(|file| file.path().to_path_buf());
        asked.extend(dropped.take(1).map(Action::Open));
    });
    asked
}
