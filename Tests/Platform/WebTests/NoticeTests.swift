// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import Storage
import Testing

@testable import Web

@Suite("What is said once after a form") struct NoticeTests {
  private func words() throws -> Words { try Catalogue(folders: [Assets.strings]).words(.en) }

  /// A sentence of the catalogue that takes one value.
  private let key = "web.home.title"
  private let name = "name"

  @Test("Numbers, States and codes reach the page")
  func values() throws {
    let words = try words()
    for value: MessageArgument in [.integer(31), .text("XA"), .state(try #require(StateCode("XB"))), .text("2023-2025")] {
      let cookie = Notice(Message(key, [name: value])).cookie
      #expect(cookie.allSatisfy { $0.isASCII && !"\",;\\ =".contains($0) }, "\(cookie)")
      let read = try #require(Notice(cookie: cookie, words))
      #expect(!words(read.message).contains("⟦"))
    }
    #expect(try words(#require(Notice(cookie: "\(key)|\(name):31", words)).message).contains("31"))
  }

  @Test("A cookie with a sentence for a value, with none or with a foreign key says nothing")
  func foreign() throws {
    let words = try words()
    let typed = Notice(Message(key, [name: .text("Call this number now")])).cookie
    for cookie in [
      "", "|", "no.such.key", key, "\(key)|\(name)", "\(key)|\(name):", "\(key)|\(name):two words", "\(key)|\(name):<b>", typed,
    ] {
      #expect(Notice(cookie: cookie, words) == nil, "\(cookie)")
    }
  }
}
