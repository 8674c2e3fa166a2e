//! File attributes that a replacement inherits: mode, owner, group, access list and extended attributes.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// Copies the attributes of the file at a path, except for setuid, setgid and sticky bits.
///
/// # Errors
///
/// If one of them cannot be set, such as another user's ownership.
#[cfg(unix)]
pub(super) fn adopt(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt, fchown};
    const ACCESS_BITS: u32 = 0o777;

    let new = file.metadata()?;
    let change = |new: u32, old: u32| (new != old).then_some(old);
    let (owner, group) = (change(new.uid(), old.uid()), change(new.gid(), old.gid()));
    if owner.is_some() || group.is_some() {
        fchown(file, owner, group)?;
    }
    extended::adopt(file, path)?;
    // Access lists contain the mode too, so this comes last.
    file.set_permissions(PermissionsExt::from_mode(old.mode() & ACCESS_BITS))
}

#[cfg(not(unix))]
pub(super) fn adopt(file: &File, _path: &Path, old: &Metadata) -> io::Result<()> {
    file.set_permissions(old.permissions())
}

/// Number of hard links.
#[cfg(unix)]
pub(super) fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
pub(super) fn names(_metadata: &Metadata) -> u64 {
    1
}

#[cfg(unix)]
mod extended {
    use std::ffi::{OsStr, OsString};

    use xattr::FileExt as _;

    use super::{File, Path, io};

    pub(super) fn adopt(file: &File, path: &Path) -> io::Result<()> {
        let old = listed(xattr::list(path))?;
        for name in listed(file.list_xattr())? {
            // Inherited from the default access list of the folder.
            if !old.contains(&name) && !is_of_the_system(&name) {
                file.remove_xattr(&name)?;
            }
        }
        for name in &old {
            let Some(value) = xattr::get(path, name)? else { continue };
            if file.get_xattr(name)?.as_ref() == Some(&value) {
                continue;
            }
            match file.set_xattr(name, &value) {
                Err(_) if is_of_the_system(name) => {}
                set => set?,
            }
        }
        Ok(())
    }

    fn listed(names: io::Result<xattr::XAttrs>) -> io::Result<Vec<OsString>> {
        match names {
            // The file system does not support them.
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(Vec::new()),
            names => Ok(names?.collect()),
        }
    }

    /// Whether an attribute is a label or signature that the system assigns itself and most programs may not set.
    fn is_of_the_system(name: &OsStr) -> bool {
        name.to_string_lossy().starts_with("security.")
    }
}
