internal import Platform

extension Collection<UInt8> {
  /// The parts between separators, without those that are empty; fewer where the user does not want to
  /// wait for them: a line of a text format may have all the weights of a network.
  func partsUntilStopped(_ isSeparator: (UInt8) -> Bool) -> [SubSequence] {
    var (count, isStopped) = (0, false)
    return split { byte in
      count &+= 1
      if count & 4095 == 0 { isStopped = StopRequest.isMade }
      return isStopped || isSeparator(byte)
    }
  }
}
