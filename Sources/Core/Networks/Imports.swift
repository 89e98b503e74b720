// What every file here stands on, and what stands on it sees.
@_exported public import Formula
@_exported public import LinearAlgebra
