//! Chains of accountability, tested on the facts of the bundled sample.

use organogram::model::accountability::{chains, common_superior};
use organogram::model::{Chart, Party, SAMPLE};
use organogram::source::SourceText;

fn sample() -> Chart {
    Chart::load(&SourceText::new("dpko.ron", SAMPLE)).0
}

fn unit(chart: &Chart, id: &str) -> Party {
    Party::Unit(chart.find(id).expect("the sample has the unit"))
}

/// Returns each chain as the ids along it, each followed by the paragraph of the step.
fn told(chart: &Chart, from: &str) -> Vec<String> {
    let chains = chains(chart, unit(chart, from));
    let told = chains.iter().map(|chain| {
        let steps = chain.iter().map(|step| {
            let cite: Vec<String> = step.cite.iter().map(ToString::to_string).collect();
            let sign = if step.is_stated { ">" } else { "<" };
            format!(" {sign} {} [{}]", chart.party_id(step.to), cite.join(" "))
        });
        format!("{from}{}", steps.collect::<String>())
    });
    told.collect()
}

#[test]
fn police_adviser_has_one_reporting_chain() {
    assert_eq!(
        told(&sample(), "police"),
        ["police > orolsi [8.6] > dpko [2.3 8.1 8.2] > sg [2.3 3.1 3.2]"]
    );
}

#[test]
fn training_service_has_both_chains_of_its_division() {
    assert_eq!(
        told(&sample(), "its"),
        [
            "its > dpet [5.4] > dpko [5.1] > sg [2.3 3.1 3.2]",
            "its > dpet [5.4] > usg-dfs [5.1] > dpko [2.4(b)] > sg [2.3 3.1 3.2]",
        ]
    );
}

#[test]
fn section_reports_through_the_deputy() {
    let told = told(&sample(), "spds");
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("spds > deputy-police-adviser [8.9] > police ["), "{told:?}");
}

#[test]
fn unit_without_head_reports_to_its_parent() {
    let told = told(&sample(), "orolsi-asg");
    assert!(told[0].starts_with("orolsi-asg < orolsi ["), "{told:?}");
}

#[test]
fn finds_the_nearest_common_superior() {
    let chart = sample();
    let common = |a: &str, b: &str| {
        let common = common_superior(&chart, unit(&chart, a), unit(&chart, b));
        chart.party_id(common.expect("there is one")).to_owned()
    };
    assert_eq!(common("its", "police"), "dpko");
    assert_eq!(common("spds", "mmss"), "deputy-police-adviser");
    assert_eq!(common("police", "orolsi"), "orolsi", "one may be the other's superior");
    assert_eq!(common("dpet", "chief-of-staff"), "dpko");
}

#[test]
fn cyclic_superiors_end_the_chain() {
    let text = r#"(organogram: 1, languages: ["en"], units: [
        (id: "a", kind: "office", name: "A", head: (title: "Head", reports_to: ["b"])),
        (id: "b", kind: "office", name: "B", head: (title: "Head", reports_to: ["a"])),
    ])"#;
    let chart = Chart::load(&SourceText::new("loop.ron", text)).0;
    assert_eq!(told(&chart, "a"), ["a > b []"]);
    assert_eq!(
        common_superior(&chart, unit(&chart, "a"), unit(&chart, "b")),
        Some(unit(&chart, "a"))
    );
}
