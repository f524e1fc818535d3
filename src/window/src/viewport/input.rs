//! The web viewer's gestures: drag to turn, wheel or pinch to zoom, right or modified drag to pan,
//! keys for all of it.

use std::f64::consts::PI;

use egui::accesskit::Role;
use egui::{
    CursorIcon, Event, EventFilter, Key, MouseWheelUnit, PointerButton, Rect, Response, Sense, Ui,
    Vec2, WidgetInfo,
};
use render::OrbitCamera;

use super::super::state::{Document, Lengths};
use super::super::theme::palette;
use super::shown::Click;

/// What an arrow key turns, in radians; the web viewer's step.
const KEY_TURN: f64 = PI / 8.0;
/// Zoom steps of one press of a key.
const KEY_ZOOM: f64 = 4.0;
/// Wheel pixels of one notch of a wheel that counts lines, as browsers report them.
const NOTCH: f64 = 100.0;
/// Wheel pixels of a pinch by a factor of e.
const PINCH: f64 = 300.0;

/// Makes the picture something to point at and to reach with the keyboard.
pub(super) fn sense(ui: &mut Ui, rect: Rect, document: &Document, lengths: Lengths) -> Response {
    let response = ui.interact(
        rect,
        ui.scope_id().with("viewport"),
        Sense::click_and_drag(),
    );
    let size = document.facts.dimensions.filter(|_| document.dimensions);
    let size = size.map_or_else(String::new, |size| format!(", {}", lengths.show_box(size)));
    let said = format!(
        "{}{size}, seen from the front. Drag or arrow keys turn it, the wheel or plus and minus zoom, a \
         right drag pans, Home resets",
        document.name
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &said));
    if response.clicked() || response.drag_started() {
        response.request_focus();
    }
    if response.has_focus() {
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..Default::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    let cursor = if response.dragged() {
        CursorIcon::Grabbing
    } else {
        CursorIcon::Grab
    };
    let by_keyboard = response.has_focus() && ui.input(|input| !input.pointer.has_pointer());
    if by_keyboard {
        let stroke = egui::Stroke::new(2.0, palette(ui).accent);
        ui.painter()
            .rect_stroke(rect, 0, stroke, egui::StrokeKind::Inside);
    }
    response.on_hover_cursor(cursor)
}

/// Moves the camera's goal by what pointer, wheel and keys did since the last frame.
pub(super) fn steer(ui: &Ui, response: &Response, camera: &mut OrbitCamera) {
    let scale = f64::from(ui.pixels_per_point());
    drag(ui, response, camera, scale);
    if response.contains_pointer() {
        wheel(ui, camera);
    }
    let typing = ui.ctx().text_edit_focused();
    let elsewhere = ui.memory(|memory| memory.focused().is_some()) && !response.has_focus();
    if !typing && !elsewhere {
        keys(ui, camera);
    }
}

/// A click into the picture in `rect`, with its place in pixels from the picture's upper left corner.
pub(super) fn clicked(ui: &Ui, response: &Response, rect: Rect) -> Option<(Click, [u32; 2])> {
    // Where frames are long, button and release may come with one of them.
    let at = response
        .interact_pointer_pos()
        .or_else(|| ui.input(|input| input.pointer.interact_pos()))
        .filter(|at| rect.contains(*at))?;
    let at = ((at - rect.min) * ui.pixels_per_point()).max(Vec2::ZERO);
    let click = if response.double_clicked() {
        Click::Twice
    } else if response.clicked() && !response.triple_clicked() {
        let delay = ui
            .ctx()
            .options(|options| options.input_options.max_double_click_delay);
        let now = ui.input(|input| input.time);
        Click::Once { until: now + delay }
    } else {
        return None;
    };
    Some((click, [at.x as u32, at.y as u32]))
}

fn drag(ui: &Ui, response: &Response, camera: &mut OrbitCamera, scale: f64) {
    let delta = response.drag_delta();
    let (dx, dy) = (f64::from(delta.x) * scale, f64::from(delta.y) * scale);
    if let Some(touch) = ui.multi_touch().filter(|_| response.contains_pointer()) {
        let shift = touch.translation_delta;
        camera.pan(f64::from(shift.x) * scale, f64::from(shift.y) * scale);
        camera.wheel(-f64::from(touch.zoom_delta.ln()) * PINCH);
    } else if response.dragged() {
        let modified = ui.input(|input| input.modifiers.any());
        if modified || !response.dragged_by(PointerButton::Primary) {
            camera.pan(dx, dy);
        } else {
            camera.drag(dx, dy);
        }
    }
    if response.drag_stopped() {
        camera.end_pan(None);
    }
}

fn wheel(ui: &Ui, camera: &mut OrbitCamera) {
    let (pixels, pinch) = ui.input(|input| {
        let pixels: f64 = input
            .events
            .iter()
            .map(|event| match event {
                Event::MouseWheel { unit, delta, .. } => {
                    let delta = f64::from(delta.y);
                    match unit {
                        MouseWheelUnit::Point => delta,
                        MouseWheelUnit::Line | MouseWheelUnit::Page => delta * NOTCH,
                    }
                }
                _ => 0.0,
            })
            .sum();
        (pixels, f64::from(input.zoom_delta()))
    });
    // Up is nearer.
    if pixels != 0.0 {
        camera.wheel(-pixels);
    } else if pinch > 0.0 && pinch != 1.0 {
        camera.wheel(-pinch.ln() * PINCH);
    }
}

fn keys(ui: &Ui, camera: &mut OrbitCamera) {
    ui.input(|input| {
        if input.modifiers.any() && !input.modifiers.shift_only() {
            return;
        }
        let pressed = |key: Key| f64::from(u8::from(input.key_pressed(key)));
        let theta = pressed(Key::ArrowRight) - pressed(Key::ArrowLeft);
        let phi = pressed(Key::ArrowDown) - pressed(Key::ArrowUp);
        if theta != 0.0 || phi != 0.0 {
            camera.turn(theta * KEY_TURN, phi * KEY_TURN);
        }
        let away = pressed(Key::Minus) + pressed(Key::PageDown);
        let nearer = pressed(Key::Plus) + pressed(Key::Equals) + pressed(Key::PageUp);
        camera.zoom((away - nearer) * KEY_ZOOM);
        if input.key_pressed(Key::Home) {
            camera.home();
        }
    });
}
