// The whole library under one name: a program imports Core, and tests what they are about.
@_exported public import Bounds
@_exported public import Derivatives
@_exported public import Explanation
@_exported public import Expressions
@_exported public import FiniteDifferences
@_exported public import Formula
@_exported public import LinearAlgebra
@_exported public import Networks
@_exported public import Statistics
