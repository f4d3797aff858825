//! stub
pub fn agrees<T>(_cases: u32, _empty: impl Fn() -> (String, T)) {}
