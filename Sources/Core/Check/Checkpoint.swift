/// Called now and then during long work; an error that it throws stops the work and is passed on.
///
/// The program throws from it when the user asks for a stop; the library catches nothing.
public typealias Checkpoint = () throws -> Void
