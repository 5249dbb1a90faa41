// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import StorageSQLite

@Suite("Those who come along before a group begins")
struct CompanyTests {
  /// How often it was asked how many there are, when that is what is answered to each question.
  private func questions(most: Int, _ answer: (Int) -> Int) async -> Int {
    var asked = 0
    await Company.gather(most: most) {
      asked += 1
      return answer(asked)
    }
    return asked
  }

  @Test("Whoever stays alone gives the others one turn after the one in which they could have come")
  func alone() async { #expect(await questions(most: 128) { _ in 1 } == 2) }

  @Test("As long as others come they are waited for, and not longer")
  func others() async { #expect(await questions(most: 128) { min($0, 5) } == 6) }

  @Test("With as many as may share a write nobody waits for more")
  func full() async { #expect(await questions(most: 4) { $0 } == 4) }

  @Test("When there is no end of those who come it begins all the same")
  func endless() async { #expect(await questions(most: .max) { $0 } == 8) }
}
