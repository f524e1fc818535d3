//! How many files a platform may have open.

use std::process::Command;

use rustix::process::{Resource, getrlimit};

use super::Bench;

/// What a child process begins with; some desktops give as few.
const FEW: u64 = 256;

#[test]
fn a_platform_may_open_as_many_files_as_the_system_allows() {
    let child = "tests::files::a_platform_that_begins_with_few_files";
    let tests = std::env::current_exe().unwrap();
    // The shell lowers the limit of itself and of what it becomes, and of nothing else.
    let lowered = Command::new("sh")
        .args(["-c", &format!("ulimit -S -n {FEW} && exec \"$0\" \"$@\"")])
        .arg(tests)
        .args(["--exact", child, "--ignored"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&lowered.stdout);
    assert!(lowered.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "needs a process of its own with a low limit, which the test above gives it"]
async fn a_platform_that_begins_with_few_files() {
    let limit = getrlimit(Resource::Nofile);
    assert_eq!(limit.current, Some(FEW));
    let bench = Bench::new().await;
    let raised = getrlimit(Resource::Nofile);
    assert_eq!(raised.maximum, limit.maximum);
    assert_eq!(raised.current, limit.maximum);
    assert!(limit.maximum.is_none_or(|most| most > FEW));
    drop(bench);
}
