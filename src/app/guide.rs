//! The example that the guide explains.

use crate::experiment::{Example, Experiment, Link};

/// Follows the experiment, so that the guide still explains an example after the user has changed it as
/// suggested.
#[derive(Debug, Default)]
pub struct GuideTopic {
    example: Option<&'static Example>,
    /// The experiment that was followed last.
    seen: Option<Experiment>,
}

impl GuideTopic {
    /// Text on what to look at, shown if the experiment is not an example.
    pub const LOOK: &'static str = "It squeezes each sample through a few hidden units and reconstructs it. Sparsity keeps most units silent: \
         the heatmap shows which respond to which samples.";
    /// Text on what to try, shown if the experiment is not an example.
    pub const ATTEMPT: &'static str = "Change the sparsity, and watch the heatmap and the test MSE.";

    /// The example to explain, if the experiment is one, or was one and still has the same data.
    pub fn follow(&mut self, experiment: &Experiment) -> Option<&'static Example> {
        if self.seen.as_ref() != Some(experiment) {
            let has_same_data = |example: &&'static Example| {
                Link::parse(example.link).experiment.data_link() == experiment.data_link()
            };
            let kept = self.example.filter(has_same_data);
            self.example = Example::with_link(&experiment.link()).or(kept);
            self.seen = Some(experiment.clone());
        }
        self.example
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topic_stays_while_the_data_of_the_example_stay() {
        let mut topic = GuideTopic::default();
        let mut follow =
            |link: &str| topic.follow(&Link::parse(link).experiment).map(|example| example.picture);
        assert_eq!(follow("data=digits&hidden_dim=9"), None);
        assert_eq!(follow("data=digits"), Some("digits"));
        assert_eq!(follow("data=digits&sparsity_factor=5"), Some("digits"));
        assert_eq!(follow("data=digits&noise=gaussian"), Some("denoising"));
        assert_eq!(follow("data=ecg&hidden_dim=2"), None);
        assert_eq!(follow("data=digits&hidden_dim=9"), None);
    }
}
