public import Formats

/// What a file is refused with; nil where it is read.
public func refusal(
  _ text: String, named name: String, options: ReadOptions = ReadOptions()
) -> String? {
  refusal(Array(text.utf8), named: name, options: options)
}

public func refusal(
  _ bytes: [UInt8], named name: String, options: ReadOptions = ReadOptions()
) -> String? {
  do throws(ModelFileError) {
    _ = try ModelFile.read(bytes, name: name, options: options)
    return nil
  } catch {
    return error.message
  }
}
