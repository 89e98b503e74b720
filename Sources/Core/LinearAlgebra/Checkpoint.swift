/// Called by long work between its parts, so that it can be stopped: what it throws ends the work.
///
/// Nothing is changed by work that was stopped.
public typealias Checkpoint = () throws -> Void
