use nearhelp::hsds::Kind;

use super::seed::Seed;

#[test]
fn a_nickname_finds_the_line() {
    let seed = Seed::load();
    let (_, names) = seed.names("Missouri Crisis Line", &[Kind::Help]);
    assert_eq!(names[0], "National Human Trafficking Hotline");
}
