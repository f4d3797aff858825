//! `nearhelp`: a resource directory that answers "where is help near here?" and keeps nothing about who asked.

pub mod geography;
