// What every file of the programs in other languages stands on.
@_exported public import Core
@_exported public import Programs
