// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@Suite("Identifiers as texts") struct IDTests {
  private struct Thing {}

  @Test("Capitals make no difference, and an identifier writes itself in small letters")
  func capitals() {
    let text = "0a1b2c3d-0000-4000-8000-00000000abcf"
    #expect(ID<Thing>(text.uppercased())?.description == text)
    #expect(ID<Thing>(text) == ID<Thing>(text.uppercased()))
  }

  @Test(
    "What is not written as a UUID is none, so that no two texts but capitals name the same thing",
    arguments: [
      "", "0a1b2c3d-0000-4000-8000-00000 000001", "0a1b2c3d-0000-4000-8000-0000+0000001", "0a1b2c3d-0000-4000-8000-000x00000001",
      " a1b2c3d-0000-4000-8000-000000000001", "0a1b2c3d-0000-4000-8000-0000000000012", "0a1b2c3d-0000-4000-8000-00000000000",
      "0a1b2c3d00004000800000000000000100000", "{a1b2c3d-0000-4000-8000-00000000000}", "0a1b2c3d-0000-4000-8000-00000000000\u{661}",
    ])
  func malformed(text: String) { #expect(ID<Thing>(text) == nil) }
}
