//! File URIs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

/// The path of a URI; `None` for other schemes, such as that of unsaved texts.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme()?.as_str() != "file" {
        return None;
    }
    let path = uri.path().as_estr().decode().into_string().ok()?.into_owned();
    // A drive follows a slash: `/c:/Users`.
    let is_drive = path.as_bytes().get(2) == Some(&b':') && path.starts_with('/');
    let path = if cfg!(windows) && is_drive { path[1..].to_owned() } else { path };
    Some(PathBuf::from(path))
}

/// The address of a file; `None` for a path that has none.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    let mut address = "file://".to_owned();
    let path = path.to_str()?;
    let path =
        if cfg!(windows) { format!("/{}", path.replace('\\', "/")) } else { path.to_owned() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts_file_uris_to_paths() {
        let path = |text: &str| path(&text.parse().expect("an address"));
        assert_eq!(path("file:///a%20b/%E7%BB%B4.ron"), Some("/a b/维.ron".into()));
        assert_eq!(path("untitled:Untitled-1"), None);
        let there = Path::new("/a b/维%.ron");
        let uri = uri(there).expect("an address");
        assert_eq!(uri.as_str(), "file:///a%20b/%E7%BB%B4%25.ron");
        assert_eq!(super::path(&uri).as_deref(), Some(there));
    }
}
