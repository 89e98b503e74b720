// What every file here stands on; the manifest has the arrows.
@_exported public import Derivatives
