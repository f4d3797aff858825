mod kleene;
mod reading;
mod vocabulary;
