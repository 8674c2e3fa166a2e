//! Lossless syntax tree of RON text.
//!
//! [`Tree::parse`] parses any text, valid or not. Every byte belongs to exactly one [`Token`]; values, fields and map
//! entries are nodes over ranges of tokens. The parser recovers from errors and reports them, so that one pass finds
//! all of them and all valid parts can be used.
//!
//! Reading, diagnostics, editing, highlighting and formatting all use this tree:
//!
//! ```
//! use organogram::syntax::Tree;
//!
//! let tree = Tree::parse("(title: \"Registry\", /* to be checked */ units: [])");
//! let title = tree.root().and_then(|root| root.field("title")).unwrap();
//! assert_eq!(title.value().text().as_deref(), Some("Registry"));
//! assert_eq!(tree.tokens().map(|token| token.text).collect::<String>(), tree.text());
//! ```

mod lexer;
mod literal;
mod parser;
mod scan;
mod strict;
mod token;
mod token_list;
mod tree;

pub use literal::string_literal;
pub use parser::Visit;
pub use token::{Token, TokenKind};
pub use token_list::TokenList;
pub use tree::{Entry, Field, Index, Tree, Value, ValueKind};

#[cfg(test)]
mod tests;
