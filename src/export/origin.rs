//! Provenance of an export: the source file.

use sha2::{Digest, Sha256};

/// Name and hash of a structure file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// File name without its folder, which may be private.
    pub file_name: String,
    /// The SHA-256 of its bytes in hexadecimal, as `sha256sum` prints it.
    pub sha256: String,
}

impl Origin {
    /// The origin of a text from a file with a name or path.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        Self::of_bytes(name, text.as_bytes())
    }

    /// The origin of bytes from a file with a name or path.
    #[must_use]
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        let file_name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let digest = Sha256::digest(bytes);
        Self { file_name, sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_name_and_hash() {
        let origin = Origin::new("/home/someone/agency.ron", "abc");
        assert_eq!(origin.file_name, "agency.ron");
        let published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(origin.sha256, published);
    }
}
