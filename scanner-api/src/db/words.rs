//! What is searched for among the words of transactions, whatever the database finds it with.

/// A text that is searched for, cut into words, and where it is to stand.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sought {
    /// All of these, anywhere in the text.
    pub phrases: Vec<Phrase>,
    /// All of these among the words of its place.
    pub places: Vec<String>,
    /// One of these among the words of its place, if there are any.
    pub counties: Vec<String>,
}

/// A part of a text that is searched for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Phrase {
    /// Words that begin like this.
    Beginning(String),
    /// These words side by side.
    Words(Vec<String>),
}
