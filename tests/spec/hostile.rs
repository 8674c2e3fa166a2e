//! Malicious files, given to the program itself: for each of them it exits with the right code, within limits of
//! processor time and memory, and a file four times as long costs about four times as much.
//!
//! Short files are in `tests/cases/hostile`; the first line of each states the exit codes of the commands. Long files
//! are the rows of [`CASES`].

// The limits are set with `ulimit`, which other systems support only in part.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::volume::quick_or_thorough;

/// Maximum processor time of a command, in seconds.
const MAX_SECONDS: u32 = 30;
/// Maximum address space of a command, in kilobytes.
const MAX_KILOBYTES: u32 = 2_000_000;
/// Each file is tried at one length, and then at this multiple of it.
const TIMES_AS_LONG: usize = 4;
/// Maximum ratio of the cost of the longer file to that of the shorter one. With quadratic cost the ratio would be 16.
const MAX_TIMES_AS_MUCH: u32 = 7;
/// Fixed cost of a command for any file; lower costs say nothing about growth.
const MIN_COST: Duration = Duration::from_millis(150);
/// Maximum number of measurements; the smallest one counts.
const ATTEMPTS: usize = 3;

/// Formats to which a case is exported, in addition to the check.
const DATA: &[&str] = &["json", "csv", "md"];
const ALL: &[&str] = &["json", "csv", "md", "svg"];
/// A document with a page for each branch.
const ATLAS: &str = "atlas";

/// A malicious file of any length.
struct Case {
    name: &'static str,
    /// Exit code of the check: 0 if the file is merely odd, 1 if it has errors. Exports of files without errors exit
    /// with 0.
    code: i32,
    /// Formats to export; a quick run tries only the first.
    formats: &'static [&'static str],
    /// Approximate size of the shorter file, in bytes.
    bytes: usize,
    /// Returns a file of about the given number of bytes.
    make: fn(usize) -> String,
}

const CASES: &[Case] = &[
    Case {
        name: "a relation joins each unit with each",
        code: 1,
        formats: ALL,
        bytes: 60_000,
        make: |bytes| {
            let ids = ids(bytes / 50);
            let line = format!("(from: [{ids}], to: [{ids}], kind: supports)");
            file(&units(bytes / 50, ""), &format!("relations: [{line}]"))
        },
    },
    Case {
        name: "a relation names one unit again and again",
        code: 0,
        formats: ALL,
        bytes: 100_000,
        make: |bytes| {
            let ids = "\"u1\",".repeat(bytes / 5);
            let line = format!("(from: [{ids}], to: \"u0\", kind: reports_to)");
            file(&units(2, ""), &format!("relations: [{line}]"))
        },
    },
    Case {
        name: "a relation of many lines has a long text",
        code: 1,
        formats: ALL,
        bytes: 60_000,
        make: |bytes| {
            let (ids, text) = (ids(bytes / 100), "long ".repeat(bytes / 10));
            let line = format!("(from: [{ids}], to: [{ids}], kind: supports, text: \"{text}\")");
            file(&units(bytes / 100, ""), &format!("relations: [{line}]"))
        },
    },
    Case {
        name: "a head with many citations reports to many",
        code: 1,
        formats: ALL,
        bytes: 400_000,
        make: |bytes| {
            let number = bytes / 60;
            let cite: String = (0..number).map(|at| format!("\"{at}.1\",")).collect();
            let head =
                format!("head: (title: \"T\", reports_to: [{}], cite: [{cite}])", ids(number));
            let reporter = format!("(id: \"r\", kind: \"office\", name: \"R\", {head})");
            file(&(units(number, "") + &reporter), "")
        },
    },
    Case {
        name: "a unit names a shared set again and again",
        code: 0,
        formats: ALL,
        bytes: 60_000,
        make: |bytes| {
            let number = bytes / 60;
            let names = "\"s\",".repeat(number);
            file(&units(1, &format!("shared_functions: [{names}]")), &shared_set(number, "F"))
        },
    },
    Case {
        name: "many units hold a large shared set",
        code: 1,
        formats: &["md", "json", "csv"],
        bytes: 150_000,
        make: |bytes| {
            let text = "long ".repeat(bytes / 50);
            file(&units(bytes / 75, "shared_functions: \"s\""), &shared_set(30, &text))
        },
    },
    Case {
        name: "many units have a parent that is not there",
        code: 1,
        formats: ALL,
        bytes: 60_000,
        make: |bytes| file(&units(bytes / 60, "parent: \"top\""), ""),
    },
    Case {
        name: "every parent is misspelt in its own way",
        code: 1,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| file(&each_unit(bytes / 60, |at| format!("parent: \"uu{at}\"")), ""),
    },
    Case {
        name: "every reference leads nowhere",
        code: 1,
        formats: DATA,
        bytes: 150_000,
        make: |bytes| {
            let unit = |at: usize| {
                format!(
                    "cite: \"q{at}:1\", shared_functions: \"x{at}\", \
                     head: (title: \"T\", reports_to: \"y{at}\")"
                )
            };
            file(&each_unit(bytes / 120, unit), "")
        },
    },
    Case {
        name: "every kind is unknown",
        code: 1,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| file(&units(bytes / 45, "").replace("office", "ofice"), ""),
    },
    Case {
        name: "every unit has a kind of its own",
        code: 0,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| {
            let number = bytes / 60;
            let unit = |at: usize| format!("(id: \"u{at}\", kind: \"k{at}\", name: \"N\"),\n");
            let kinds: String = (0..number).map(|at| format!("(id: \"k{at}\"),")).collect();
            let units: String = (0..number).map(unit).collect();
            file(&units, &format!("kinds: [{kinds}]"))
        },
    },
    Case {
        name: "every unit cites a source of its own",
        code: 0,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| {
            let number = bytes / 70;
            let sources: String = (0..number).map(|at| format!("(id: \"s{at}\"),")).collect();
            let cites = each_unit(number, |at| format!("cite: \"s{at}:1\""));
            file(&cites, &format!("sources: [{sources}]"))
        },
    },
    Case {
        name: "two ids are long and nearly alike",
        code: 1,
        formats: ALL,
        bytes: 60_000,
        make: |bytes| {
            let (id, near) = ("a".repeat(bytes / 2), format!("{}b", "a".repeat(bytes / 2)));
            let unit =
                format!("(id: \"{id}\", parent: \"{near}\", kind: \"office\", name: \"N\"),");
            file(&(unit + &units(1, &format!("parent: \"{near}\""))), "")
        },
    },
    Case {
        name: "a kind of the file has a long label",
        code: 1,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| {
            let label = "long ".repeat(bytes / 10);
            let units = units(bytes / 90, "").replace("office", "k");
            file(&units, &format!("kinds: [(id: \"k\", label: \"{label}\")]"))
        },
    },
    Case {
        name: "all units with a problem each are on one line",
        code: 0,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| file(&units(bytes / 70, "functions: [(text: \"F\")]").replace('\n', " "), ""),
    },
    Case {
        name: "many bodies that no line leads to are on one line",
        code: 0,
        formats: ALL,
        bytes: 100_000,
        make: |bytes| {
            let bodies: String =
                (0..bytes / 25).map(|at| format!("(id: \"b{at}\", name: \"B\"), ")).collect();
            file(&units(1, ""), &format!("bodies: [{bodies}]"))
        },
    },
    Case {
        name: "the file is a list of numbers",
        code: 1,
        formats: &[],
        bytes: 200_000,
        make: |bytes| format!("[{}]", "7,".repeat(bytes / 2)),
    },
    Case {
        name: "the units are numbers",
        code: 1,
        formats: &[],
        bytes: 30_000,
        make: |bytes| file(&"7,".repeat(bytes / 2), ""),
    },
    Case {
        name: "parents that cannot be read follow each other",
        code: 1,
        formats: DATA,
        bytes: 80_000,
        make: |bytes| {
            let number = bytes / 90;
            let left_out =
                |at| format!("(id: \"x{at}\", parent: \"x{}\", kind: \"office\"),\n", at + 1);
            let left_out: String = (0..number).map(left_out).collect();
            file(&(left_out + &units(number, "parent: \"x0\"")), "")
        },
    },
    Case {
        name: "the file has fields that nobody knows",
        code: 1,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| {
            let fields: String = (0..bytes / 20).map(|at| format!("f{at}: 1, ")).collect();
            format!("(organogram: 1, {fields} {})", list(&units(bytes / 140, "cite: \"q:1\"")))
        },
    },
    Case {
        name: "brackets are closed by others on one line",
        code: 1,
        formats: &[],
        bytes: 60_000,
        make: |bytes| format!("(organogram: 1, units: [{}])", "(]".repeat(bytes / 2)),
    },
    Case {
        name: "brackets are closed by others line by line",
        code: 1,
        formats: &[],
        bytes: 60_000,
        make: |bytes| format!("(organogram: 1, units: [\n{}])", "  (\n]\n".repeat(bytes / 6)),
    },
    Case {
        name: "no text between quotes has an end",
        code: 1,
        formats: &[],
        bytes: 60_000,
        make: |bytes| format!("(organogram: 1, units: [\n{}])", "(id: \"\\\"\n".repeat(bytes / 9)),
    },
    Case {
        name: "every name is in a language of its own",
        code: 1,
        formats: ALL,
        bytes: 60_000,
        make: |bytes| {
            let unit = |at: usize| {
                let name = format!("{{\"{}\": \"N\"}}", tag(at));
                format!("(id: \"u{at}\", kind: \"office\", name: {name}),\n")
            };
            file(&(0..bytes / 55).map(unit).collect::<String>(), "")
        },
    },
    Case {
        name: "the file lists thousands of languages",
        code: 1,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| {
            let tags: String = (0..bytes / 12).map(|at| format!("\"{}\",", tag(at))).collect();
            let units = units(bytes / 100, "").replace("\"N\"", "{\"en\": \"N\"}");
            file(&units, &format!("languages: [{tags}]"))
        },
    },
    Case {
        name: "a name is in thousands of languages",
        code: 1,
        formats: ALL,
        bytes: 200_000,
        make: |bytes| {
            let texts: String =
                (0..bytes / 12).map(|at| format!("\"{}\": \"N\",", tag(at))).collect();
            file(&units(1, "").replace("\"N\"", &format!("{{{texts}}}")), "")
        },
    },
    Case {
        name: "all units are each other's parents",
        code: 1,
        formats: &["json", "csv", ATLAS],
        bytes: 30_000,
        make: |bytes| {
            let number = bytes / 60;
            file(&each_unit(number, |at| format!("parent: \"u{}\"", (at + 1) % number)), "")
        },
    },
    Case {
        name: "units stand below each other, with lines across",
        code: 0,
        formats: &["json", "csv"],
        bytes: 100_000,
        make: |bytes| {
            let unit = |at: usize| {
                let head = format!("head: (title: \"T\", reports_to: [\"z\", \"u{}\"])", at / 2);
                format!(
                    "parent: \"{}\", {head}",
                    at.checked_sub(1).map_or("z".into(), |at| format!("u{at}"))
                )
            };
            let top = "(id: \"z\", kind: \"office\", name: \"Z\"),\n";
            file(&(top.to_owned() + &each_unit(bytes / 120, unit)), "")
        },
    },
    Case {
        name: "each unit stands below the one before",
        code: 0,
        formats: &[ATLAS],
        bytes: 8_000,
        make: |bytes| file(&chain(bytes / 55, |_| String::new()), ""),
    },
    Case {
        name: "each unit stands below the one before and answers to two far above",
        code: 0,
        formats: &[ATLAS],
        bytes: 8_000,
        make: |bytes| {
            let head =
                |at: usize| format!("head: (title: \"T\", reports_to: [\"u0\", \"u{}\"])", at / 2);
            file(&chain(bytes / 100, head), "")
        },
    },
    Case {
        name: "units of one name answer to bodies of one name",
        code: 0,
        formats: &[ATLAS],
        bytes: 30_000,
        make: |bytes| {
            let number = bytes / 120;
            let head = |at: usize| {
                let next = (at + 1) % number;
                format!("head: (title: \"T\", reports_to: [\"b{at}\", \"b{next}\"])")
            };
            let bodies: String =
                (0..number).map(|at| format!("(id: \"b{at}\", name: \"B\"),")).collect();
            file(&each_unit(number, head), &format!("bodies: [{bodies}]"))
        },
    },
    Case {
        name: "a unit has fields without end",
        code: 1,
        formats: DATA,
        bytes: 60_000,
        make: |bytes| {
            let number = bytes / 40;
            let fields: String =
                (0..number).map(|at| format!("(id: \"f{at}\", type: number),")).collect();
            let values: String = (0..number).map(|at| format!("\"f{at}\": {at},")).collect();
            file(&units(1, &format!("fields: {{{values}}}")), &format!("fields: [{fields}]"))
        },
    },
    Case {
        name: "a unit has fields that are not declared",
        code: 1,
        formats: DATA,
        bytes: 60_000,
        make: |bytes| {
            let number = bytes / 40;
            let fields: String =
                (0..number).map(|at| format!("(id: \"f{at}\", type: text),")).collect();
            let values: String = (0..number).map(|at| format!("\"g{at}\": \"\",")).collect();
            file(&units(1, &format!("fields: {{{values}}}")), &format!("fields: [{fields}]"))
        },
    },
    Case {
        name: "a choice has values without end",
        code: 0,
        formats: DATA,
        bytes: 100_000,
        make: |bytes| {
            let number = bytes / 100;
            let values: String = (0..number).map(|at| format!("(id: \"v{at}\"),")).collect();
            let units = each_unit(number, |at| format!("fields: {{\"f\": \"v{at}\"}}"));
            file(&units, &format!("fields: [(id: \"f\", type: choice, values: [{values}])]"))
        },
    },
    Case {
        name: "a post has holders without end",
        code: 0,
        formats: ALL,
        bytes: 100_000,
        make: |bytes| {
            let holders: String =
                (0..bytes / 30).map(|at| format!("(name: \"N{at}\", acting: true),")).collect();
            file(&units(1, &format!("head: (title: \"T\", holder: [{holders}])")), "")
        },
    },
    Case {
        name: "a name is a book",
        code: 1,
        formats: ALL,
        bytes: 200_000,
        make: |bytes| {
            file(&units(1, "").replace("\"N\"", &format!("\"{}\"", "name ".repeat(bytes / 5))), "")
        },
    },
];

/// Returns a file without errors that contains the given units and other lists.
fn file(units: &str, others: &str) -> String {
    format!("(organogram: 1, {} {others})", list(units))
}

fn list(units: &str) -> String {
    format!("units: [\n{units}],")
}

/// Returns `number` units, each with a field that depends on its number.
fn each_unit(number: usize, field: impl Fn(usize) -> String) -> String {
    let unit = |at| format!("(id: \"u{at}\", kind: \"office\", name: \"N\", {}),\n", field(at));
    (0..number).map(unit).collect()
}

/// Returns `number` units, each below the previous one, with a field that depends on its number.
fn chain(number: usize, field: impl Fn(usize) -> String) -> String {
    each_unit(number, |at| match at.checked_sub(1) {
        Some(above) => format!("parent: \"u{above}\", {}", field(at)),
        None => field(at),
    })
}

/// Returns `number` units, each with the same field.
fn units(number: usize, field: &str) -> String {
    each_unit(number, |_| field.to_owned())
}

/// Returns the ids of `number` units.
fn ids(number: usize) -> String {
    (0..number).map(|at| format!("\"u{at}\",")).collect()
}

/// Returns a shared set of `number` functions with a text.
fn shared_set(number: usize, text: &str) -> String {
    let functions: String =
        (0..number).map(|at| format!("(cite: \"1.{at}\", text: \"{text}\"),")).collect();
    format!("shared_functions: [(id: \"s\", functions: [{functions}])]")
}

/// Returns a well-formed language tag for each number.
fn tag(at: usize) -> String {
    let letter = |at: usize| char::from(b'a' + u8::try_from(at % 26).expect("a letter"));
    format!("{}{}{}-x-{at}", letter(at), letter(at / 26), letter(at / 676))
}

#[test]
fn long_files_cost_in_proportion_to_their_length() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let fault = std::thread::scope(|scope| {
        let work = || {
            let mut faults = Vec::new();
            while let Some(case) = CASES.get(next.fetch_add(1, Ordering::Relaxed)) {
                faults.extend(try_case(case, folder.path()));
            }
            faults
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let faults = workers.into_iter().flat_map(|worker| worker.join().expect("no panic"));
        faults.collect::<Vec<String>>()
    });
    assert!(fault.is_empty(), "{}", fault.join("\n"));
}

/// Returns the failures with a file of two lengths.
fn try_case(case: &Case, folder: &Path) -> Vec<String> {
    let written = |bytes: usize| {
        let path = folder.join(format!("{} {bytes}.ron", case.name));
        fs::write(&path, (case.make)(bytes)).expect("a temporary file can be written");
        path
    };
    let (short, long) = (written(case.bytes), written(case.bytes * TIMES_AS_LONG));
    let formats = case.formats.iter().take(quick_or_thorough(1, usize::MAX));
    let exports = formats.map(|format| (Action::Export(format), 0));
    let actions = std::iter::once((Action::Check, case.code)).chain(exports);
    let mut faults = Vec::new();
    for (action, code) in actions {
        let fault = grows_in_proportion(action, code, &short, &long);
        faults.extend(fault.err().map(|fault| format!("{}: {action:?} {fault}", case.name)));
    }
    faults
}

fn grows_in_proportion(action: Action, code: i32, short: &Path, long: &Path) -> Result<(), String> {
    let mut least = [Duration::MAX; 2];
    for _ in 0..ATTEMPTS {
        for (least, path) in least.iter_mut().zip([short, long]) {
            let cost = run(action, path, code)?;
            *least = cost.min(*least);
        }
        let [short, long] = least;
        if long <= short.max(MIN_COST) * MAX_TIMES_AS_MUCH {
            return Ok(());
        }
    }
    Err(format!("costs {:?} and, {TIMES_AS_LONG} times as long, {:?}", least[0], least[1]))
}

#[test]
fn short_files_end_as_their_first_line_says() {
    let mut faults = Vec::new();
    let mut count = 0;
    for path in cases() {
        let text = fs::read_to_string(&path).expect("a case is readable");
        let first = text.lines().next().unwrap_or_default();
        let codes: Vec<i32> = first
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|code| code.parse().ok())
            .collect();
        let [check, export] = codes[..] else {
            panic!("{} does not start with `// check CODE, export CODE`", path.display());
        };
        let exports = ALL.iter().map(|format| (Action::Export(format), export));
        for (action, code) in std::iter::once((Action::Check, check)).chain(exports) {
            let fault = run(action, &path, code).err();
            faults.extend(fault.map(|fault| format!("{}: {action:?} {fault}", path.display())));
        }
        count += 1;
    }
    assert!(count > 10, "only {count} cases were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Returns the files of `tests/cases/hostile`, in order.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hostile");
    let entries = fs::read_dir(folder).expect("there are cases");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry is readable").path()).collect();
    paths.sort();
    paths
}

/// A command that reads a file.
#[derive(Clone, Copy, Debug)]
enum Action {
    Check,
    /// An export of a file without errors, in a format.
    Export(&'static str),
}

/// Runs the program under limits, and returns the processor time that it took.
fn run(action: Action, file: &Path, code: i32) -> Result<Duration, String> {
    const SCRIPT: &str = "ulimit -v \"$1\"; ulimit -t \"$2\"; shift 2; \"$@\" >/dev/null; code=$?; times; exit $code";
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "sh", &MAX_KILOBYTES.to_string(), &MAX_SECONDS.to_string()]);
    command.arg(env!("CARGO_BIN_EXE_organogram"));
    match action {
        Action::Check => command.arg("check").arg(file),
        Action::Export(format) => {
            command.arg("export").arg(file).args(["-o", "-", "--allow-errors"]);
            match format {
                ATLAS => command.args(["--format", "pdf", "--atlas"]),
                _ => command.args(["--format", format]),
            }
        }
    };
    let output = command.stdin(Stdio::null()).output().expect("there is a shell");
    let (times, said) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code() == Some(code) {
        // The second line is about the program that the shell ran: user time and system time.
        let times = times.lines().nth(1).unwrap_or_default().split_whitespace();
        return Ok(times.map(duration).sum());
    }
    let said: String = said.chars().take(300).collect();
    Err(format!("ends with {:?} and not with {code}: {said}", output.status.code()))
}

/// Parses a time in the shell's format: `0m1.250000s`.
fn duration(time: &str) -> Duration {
    let parsed = time.strip_suffix('s').and_then(|time| time.split_once('m'));
    let seconds = parsed.and_then(|(minutes, seconds)| {
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    });
    Duration::from_secs_f64(seconds.expect("a time of the shell"))
}
