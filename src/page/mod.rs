//! The page: controls, figures, and the worker they speak to. No arithmetic.
//!
//! Everything that happens is a [`message::Message`]; [`app::App`] takes them one by one, changes
//! its state and speaks to the worker. On the next animation frame every part shows the new state.

mod activations_panel;
mod address;
mod answers;
mod app;
mod canvas;
mod check;
mod classes;
mod clipboard;
mod control;
mod controls;
mod cover;
mod density_panel;
mod dom;
mod download;
mod dropped;
mod evaluate;
mod evaluation_figures;
mod evaluation_section;
mod feedback;
mod figures;
mod file_import;
mod folded;
mod gallery;
mod ground_truth_panel;
mod guide;
mod legend;
mod library;
mod log;
mod loss_panel;
mod mailbox;
mod meaning;
mod message;
mod notices;
mod panel;
mod paper;
mod placed_panel;
mod preview;
mod programs;
mod reading;
mod reconstruction_panel;
mod remedies;
mod report;
mod sample_preview;
mod save;
mod script;
mod tabs;
mod taking;
mod theme;
mod toolbar;
mod tooltip;
mod unit_panel;
mod unit_samples;
mod units_panel;
mod viewport;
mod weigher;
mod weights;
mod worker;

use crate::app::{state, verdicts};
use app::App;
use dom::{Built, Dom};
use mailbox::Mailbox;
use wasm_bindgen_futures::spawn_local;

/// Starts the page, or explains why it cannot start.
pub fn start() {
    std::panic::set_hook(Box::new(|panic| {
        report_failure(&format!(
            "The page has failed; reload it, the address keeps the experiment. ({panic})"
        ));
    }));
    spawn_local(async {
        if let Err(error) = open().await {
            report_failure(&format!("The page could not be started; please reload it. ({error:?})"));
        }
    });
}

async fn open() -> Built<()> {
    let dom = Dom::new()?;
    let mailbox = Mailbox::default();
    let app = App::build(&dom, &mailbox).await?;
    mailbox.open(app);
    Ok(())
}

/// Shows a message when the page itself can no longer do so.
fn report_failure(text: &str) {
    let Ok(dom) = Dom::new() else { return };
    if let (Some(body), Ok(line)) = (dom.document.body(), dom.make_text("p", "boot-problem", text)) {
        dom::set(&line, "role", "alert");
        body.prepend_with_node_1(&line).ok();
    }
}
