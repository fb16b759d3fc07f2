use super::*;
use crate::evaluation::{ClassPreference, UnitStatistics, strongest_samples};

const MARKUP: &str = "<script>alert(\"1\")</script>&amp;";

fn report(codes: &[f32]) -> UnitReport {
    let active: Vec<_> = codes.iter().map(|&code| code != 0.0).collect();
    UnitReport {
        unit: 7,
        epoch: 3,
        samples: codes.len() as u32,
        statistics: UnitStatistics::new(codes, &active),
        class: ClassPreference::new(&[0, 1, 1], &active, 2),
        shown: strongest_samples(codes),
        features: Vec::new(),
        nearest: Vec::new(),
        true_feature: None,
        mse: 0.5,
        mse_without: 0.75,
    }
}

fn html(codes: &[f32], view: View, decoder: &[f32]) -> String {
    let names = [MARKUP, "rain: drops", "snow"].map(str::to_owned);
    let classes = ["dry", MARKUP].map(str::to_owned);
    let features = [MARKUP, "b", "c", "d"].map(str::to_owned);
    let page = UnitPage {
        link: "hidden_dim=3&epochs=3",
        view,
        features: &features,
        classes: &classes,
        names: &names,
        labels: &[0, 1, 1],
        units: vec![UnitSection { report: report(codes), decoder }],
    };
    page.html()
}

#[test]
fn unit_page_describes_a_unit_in_words() {
    let html = html(&[0.0, 2.0, 1.0], View::Table, &[0.5, -1.0, 0.0, 0.25]);
    for part in [
        "<section id=\"unit-7\">\n<h2>Unit 7</h2>",
        "<dt>Active samples</dt><dd>66.7 %</dd>",
        "<dt>Mean activation</dt><dd>1.500</dd>",
        "<dt>Maximum activation</dt><dd>2.000</dd>",
        "(lift 1.500)",
        "<dt>Change in test MSE without it</dt><dd>0.2500</dd>",
        "</svg> 2.000 <bdi>rain: drops</bdi> <small><bdi>",
        "<code>#hidden_dim=3&amp;epochs=3</code>",
        "<th scope=\"row\"><bdi>b</bdi></th>",
    ] {
        assert!(html.contains(part), "{part} is missing: {html}");
    }
    let [rain, snow] = ["rain", "snow"].map(|name| html.find(name).expect("both are active"));
    assert!(rain < snow, "the strongest sample comes first");
}

#[test]
fn unit_page_escapes_names_and_has_no_script() {
    let html = html(&[3.0, 2.0, 1.0], View::Table, &[2.0, -1.0, 0.0, 0.25]);
    assert!(!html.to_lowercase().contains("<script"), "{html}");
    let escaped = "&lt;script&gt;alert(\"1\")&lt;/script&gt;&amp;amp;";
    // The name of a sample, the class of two samples, and the name of a feature.
    assert!(html.matches(escaped).count() >= 4, "{html}");
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing is loaded");
}

#[test]
fn unit_page_elements_are_closed() {
    for (view, decoder) in [
        (View::Table, [0.5, -1.0, 0.0, 0.25]),
        (View::Series, [0.5, -1.0, 0.0, 0.25]),
        (View::Image { width: 2, height: 2 }, [0.5, 0.5, 0.0, -0.25]),
        (View::Image { width: 2, height: 2 }, [0.0; 4]),
    ] {
        let html = html(&[0.0, 2.0, 1.0], view, &decoder);
        let body = &html[html.find("<main>").expect("a page has it")..];
        let body = body.strip_suffix("</body>\n</html>\n").expect("the page ends so");
        roxmltree::Document::parse(body).expect("every element is closed");
    }
}

#[test]
fn unit_page_draws_weights_as_samples_are_viewed() {
    let image = html(&[0.0, 2.0, 1.0], View::Image { width: 2, height: 2 }, &[0.5, 0.5, 0.0, -1.0]);
    let equal =
        "<rect class=\"bar positive\" fill-opacity=\"0.50\" x=\"0\" y=\"0\" width=\"2\" height=\"1\"/>";
    let last =
        "<rect class=\"bar negative\" fill-opacity=\"1.00\" x=\"1\" y=\"1\" width=\"1\" height=\"1\"/>";
    assert!(image.contains(equal) && image.contains(last), "{image}");
    let curve = html(&[0.0, 2.0, 1.0], View::Series, &[0.5, -1.0, 0.0, 0.25]);
    assert!(curve.contains("points=\"0,-0.500 1,1.000 2,"), "{curve}");
    assert!(curve.contains("as a curve from \u{2212}1.000 to 0.5000"), "{curve}");
}

#[test]
fn unit_page_says_that_a_unit_is_dead() {
    let html = html(&[0.0; 3], View::Table, &[0.5, -1.0, 0.0, 0.25]);
    assert!(html.contains("No test sample activates this unit.") && !html.contains("<ol>"), "{html}");
}
