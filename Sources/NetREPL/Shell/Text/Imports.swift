// What every file here sees: a Double that becomes an Int is clamped.
@_exported public import Conversions
