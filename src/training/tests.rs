use super::*;
use crate::experiment::{Key, Link};

fn trainer(link: &str) -> Trainer {
    let link = Link::parse(link);
    assert_eq!(link.problems, []);
    Trainer::new(link.experiment).expect("the data can be made")
}

fn advance_to_epoch(trainer: &mut Trainer, epoch: u32) {
    while trainer.epoch() < epoch {
        trainer.advance();
    }
}

#[test]
fn an_end_that_is_passed_becomes_the_end_of_the_epoch_under_way() {
    let mut trainer = trainer("n_samples=50&epochs=9");
    advance_to_epoch(&mut trainer, 3);
    trainer.change(Key::epochs.row(), "2").expect("it is in range");
    assert_eq!(trainer.experiment().epochs, 3);
    assert_eq!(trainer.advance(), Progress::Finished);
    trainer.change(Key::epochs.row(), "4").expect("it is in range");
    trainer.run().expect("it does not diverge");
    assert_eq!(trainer.epoch(), 4);
}

#[test]
fn a_live_change_acts_from_the_next_epoch_on() {
    let mut trainer = trainer("n_samples=50&epochs=5");
    advance_to_epoch(&mut trainer, 2);
    trainer.change(Key::sparsity_factor.row(), "0.5").expect("it is in range");
    assert_eq!(trainer.experiment().link(), "n_samples=50&sparsity_factor=0.05,0.5@3&epochs=5");
}

#[test]
fn a_value_out_of_range_changes_nothing() {
    let mut trainer = trainer("n_samples=50&epochs=5");
    assert!(trainer.change(Key::lr.row(), "7").is_err());
    assert_eq!(trainer.experiment().link(), "n_samples=50&epochs=5");
}

#[test]
fn the_share_of_an_epoch_rises_from_zero_to_one() {
    let mut trainer = trainer("n_samples=400&batch_size=64&epochs=2");
    let mut last = 0.0;
    let mut most = 0.0_f64;
    loop {
        let progress = trainer.advance();
        let share = trainer.share();
        assert!((0.0..=1.0).contains(&share));
        assert!(share >= last || progress == Progress::Epoch, "{share} after {last}");
        (last, most) = (share, most.max(share));
        if progress == Progress::Finished {
            break;
        }
    }
    assert!(most > 0.75, "testing is the last quarter at most: {most}");
}

#[test]
fn a_divergence_goes_back_to_the_weights_before_it() {
    let mut trainer =
        trainer("n_samples=50&output=linear&optimizer=sgd&lr=0.1&epochs=200&scaling=none&scale=1000");
    let mut weights = Vec::new();
    let divergence = loop {
        match trainer.advance() {
            Progress::Epoch => weights = trainer.parameters().to_vec(),
            Progress::Working => {}
            Progress::Diverged(divergence) => break divergence,
            Progress::Finished => panic!("such a learning rate diverges"),
        }
    };
    assert_eq!(trainer.epoch() + 1, divergence.epoch);
    assert!(weights.is_empty() || trainer.parameters() == weights);
    assert!(trainer.parameters().iter().all(|weight| weight.is_finite()));
    assert_eq!(trainer.advance(), Progress::Diverged(divergence), "nothing more is trained");
}
