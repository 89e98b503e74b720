import Shell
import Testing

@testable import NetREPL

@Suite struct ProgressBarTests {
  @Test func theBarFitsTheScreen() {
    let progress = Progress(share: 0.455, rows: 1_200_000)
    #expect(
      ProgressBar.line(progress, seconds: 10, columns: 80)
        == " 45% [###############...................] 1200000 rows, 120 k rows/s, 0:11 left")
    for columns in [20, 40, 60, 80, 200] {
      for share in [0, 1e-9, 0.5, 1] {
        for seconds in [0, 1e-9, 1, 1e12] {
          let line = ProgressBar.line(
            Progress(share: share, rows: 123_456_789), seconds: seconds, columns: columns)
          #expect(line.count < columns)
        }
      }
    }
    #expect(ProgressBar.end(progress, seconds: 0.5) == "1200000 rows in 0.5 s, 2.4 M rows/s")
    #expect(
      ProgressBar.end(Progress(share: 1, rows: 90_000), seconds: 7384)
        == "90000 rows in 2:03:04, 12 rows/s")
  }
}
