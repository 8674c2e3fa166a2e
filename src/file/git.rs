//! Versions of one file in a Git repository, read without the program `git`.

use std::path::{Component, Path};

use gix::bstr::{BString, ByteSlice as _};
use gix::{Commit, ObjectId, Repository};

use super::history::{NoHistory, Version};

/// Maximum size of a version, in bytes.
const MAX_VERSION_BYTES: u64 = super::MAX_BYTES;
/// Minimum percentage of equal lines between a file and the one that it was renamed from.
const MIN_EQUAL_LINES: usize = 50;

impl NoHistory {
    fn no_file(file: &Path, revision: &str) -> Self {
        Self::NoFile { file: file.to_owned(), revision: revision.to_owned() }
    }

    fn unreadable(error: impl std::fmt::Display) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// Versions of a file along the first parents of HEAD, in chronological order: one for each commit that changed it.
/// Renames are followed.
///
/// # Errors
///
/// If there is no repository, it cannot be read, or HEAD does not contain the file.
pub fn versions(file: &Path) -> Result<Vec<Version>, NoHistory> {
    let (repository, mut path) = locate(file)?;
    let now = path.clone();
    let mut commit = repository.head_commit().map_err(NoHistory::unreadable)?;
    let mut found = Vec::new();
    let mut blob = entry(&commit, &path)?.ok_or_else(|| NoHistory::no_file(file, "HEAD"))?;
    loop {
        let parent = commit.parent_ids().next();
        let parent = parent.map(|id| repository.find_commit(id.detach())).transpose();
        let parent = parent.map_err(NoHistory::unreadable)?;
        let mut before = match &parent {
            Some(parent) => entry(parent, &path)?.map(|blob| (blob, path.clone())),
            None => None,
        };
        if let (None, Some(parent)) = (&before, &parent) {
            before = renamed_from(&repository, &commit, parent, blob)?;
        }
        if before.as_ref().is_none_or(|(earlier, _)| *earlier != blob) {
            let mut version = version(&repository, &commit, blob)?;
            if path != now {
                version.name = format!("{} {path}", version.name);
            }
            found.push(version);
        }
        let (Some((earlier, earlier_path)), Some(parent)) = (before, parent) else { break };
        (blob, path, commit) = (earlier, earlier_path, parent);
    }
    found.reverse();
    Ok(found)
}

/// The version of a file at a revision such as `HEAD~1`, a branch, a tag or an id.
///
/// # Errors
///
/// If there is no repository, it cannot be read, or it does not contain the revision or the file.
pub fn version_at(file: &Path, revision: &str) -> Result<Version, NoHistory> {
    let (repository, path) = locate(file)?;
    let missing = || NoHistory::NoRevision(revision.to_owned());
    let id = repository.rev_parse_single(revision).map_err(|_| missing())?;
    let object = id.object().map_err(NoHistory::unreadable)?;
    let commit = object.peel_to_commit().map_err(|_| missing())?;
    let blob = entry(&commit, &path)?.ok_or_else(|| NoHistory::no_file(file, revision))?;
    version(&repository, &commit, blob)
}

/// The repository of a file, and the file's path in it. In a bare repository, paths are relative to the root of the
/// tree.
fn locate(file: &Path) -> Result<(Repository, BString), NoHistory> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let start = if folder.is_dir() { folder } else { Path::new(".") };
    let repository = gix::discover(start).map_err(|_| NoHistory::NoRepository(file.to_owned()))?;
    let inside = match repository.workdir() {
        Some(top) => {
            let top = std::fs::canonicalize(top).map_err(NoHistory::unreadable)?;
            let folder = std::fs::canonicalize(folder).map_err(NoHistory::unreadable)?;
            let outside = || NoHistory::NoRepository(file.to_owned());
            let folder = folder.strip_prefix(&top).map_err(|_| outside())?.to_owned();
            folder.join(file.file_name().ok_or_else(outside)?)
        }
        None => file.to_owned(),
    };
    let parts = inside.components().filter_map(|part| match part {
        Component::Normal(part) => Some(part.to_string_lossy()),
        _ => None,
    });
    let path = parts.collect::<Vec<_>>().join("/");
    Ok((repository, path.into()))
}

/// The blob at a path of a commit.
fn entry(commit: &Commit<'_>, path: &BString) -> Result<Option<ObjectId>, NoHistory> {
    let tree = commit.tree().map_err(NoHistory::unreadable)?;
    let entry = tree.lookup_entry(path.split(|&byte| byte == b'/'));
    let entry = entry.map_err(NoHistory::unreadable)?;
    Ok(entry.filter(|entry| entry.mode().is_blob()).map(|entry| entry.object_id()))
}

fn version(
    repository: &Repository,
    commit: &Commit<'_>,
    blob: ObjectId,
) -> Result<Version, NoHistory> {
    let author = commit.author().map_err(NoHistory::unreadable)?;
    let time = author.time().map_err(NoHistory::unreadable)?;
    let id = commit.short_id().map_err(NoHistory::unreadable)?;
    Ok(Version {
        name: id.to_string(),
        date: time.format_or_unix(gix::date::time::format::SHORT),
        bytes: content(repository, blob)?,
    })
}

fn content(repository: &Repository, blob: ObjectId) -> Result<Vec<u8>, NoHistory> {
    let header = repository.find_header(blob).map_err(NoHistory::unreadable)?;
    if header.size() > MAX_VERSION_BYTES {
        return Err(NoHistory::Unreadable(format!("{blob} is too large")));
    }
    let mut found = repository.find_blob(blob).map_err(NoHistory::unreadable)?;
    Ok(found.take_data())
}

/// The file that a commit renamed to one with this content, among those that the parent has and the commit does not:
/// the one with the same content, otherwise the one with most lines in common.
fn renamed_from(
    repository: &Repository,
    commit: &Commit<'_>,
    parent: &Commit<'_>,
    blob: ObjectId,
) -> Result<Option<(ObjectId, BString)>, NoHistory> {
    let files = |commit: &Commit<'_>| {
        let tree = commit.tree().map_err(NoHistory::unreadable)?;
        tree.traverse().breadthfirst.files().map_err(NoHistory::unreadable)
    };
    let kept: std::collections::HashSet<BString> =
        files(commit)?.into_iter().map(|file| file.filepath).collect();
    let gone: Vec<(ObjectId, BString)> = files(parent)?
        .into_iter()
        .filter(|file| file.mode.is_blob() && !kept.contains(&file.filepath))
        .map(|file| (file.oid, file.filepath))
        .collect();
    if let Some(same) = gone.iter().find(|(id, _)| *id == blob) {
        return Ok(Some(same.clone()));
    }
    let new = content(repository, blob)?;
    let lines: std::collections::HashSet<&[u8]> = new.lines().collect();
    let mut best = None;
    for (id, path) in gone.into_iter().filter(|(_, path)| path.ends_with(b".ron")) {
        let old = content(repository, id)?;
        let equal = old.lines().filter(|line| lines.contains(line)).count();
        let percent = 100 * equal / old.lines().count().max(1);
        if percent >= MIN_EQUAL_LINES && best.as_ref().is_none_or(|(most, _)| percent > *most) {
            best = Some((percent, (id, path)));
        }
    }
    Ok(best.map(|(_, file)| file))
}
