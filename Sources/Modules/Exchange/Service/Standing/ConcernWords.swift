// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Localisation
import Web

/// What is said of something that has to be seen to: a sentence, what to do, and the command where there is one.
struct ConcernWords {
  let sentence: String
  let act: String
  let command: String?

  init(_ concern: ExchangeConcern, in call: Call<SignedIn>) {
    let words = call.words
    func text(_ instant: Date) -> MessageArgument { .text(words.dateTime(instant, in: call.zone)) }
    func use(_ use: EntryKey.Use) -> MessageArgument { .text(words("exchange.standing.use.\(use.rawValue)")) }
    let (name, values, command): (String, [String: MessageArgument], String?) =
      switch concern {
      case .keyEnds(let key, let end):
        ("keyEnds", ["use": use(key), "instant": text(end)], "comity exchange keys rotate exchange.keys --use \(key.rawValue)")
      case .keyEnded(let key): ("keyEnded", ["use": use(key)], "comity exchange keys rotate exchange.keys --use \(key.rawValue)")
      case .keyUnpublished(let key, let begins):
        ("keyUnpublished", ["use": use(key), "instant": text(begins)], "comity exchange keys entry exchange.keys --out central.json")
      case .entryEnds(let end): ("entryEnds", ["instant": text(end)], "comity exchange keys entry exchange.keys --out central.json")
      case .directoryMissing: ("directoryMissing", [:], "comity exchange directory follow")
      case .directoryRefused: ("directoryRefused", [:], nil)
      case .directoryUnconfirmed(let since): ("directoryUnconfirmed", ["instant": text(since)], nil)
      case .directoryEnds(let end): ("directoryEnds", ["instant": text(end)], nil)
      case .directoryStale(let since): ("directoryStale", ["instant": text(since)], nil)
      case .stateHeld(let state): ("stateHeld", ["code": .text(state.code)], nil)
      case .silent(let authority, let waiting):
        ("silent", ["name": .text("\(authority)"), "number": .integer(waiting)], nil)
      case .unstamped(let since): ("unstamped", ["instant": text(since)], nil)
      case .partRefused(let state, let since): ("partRefused", ["code": .text(state.code), "instant": text(since)], nil)
      case .restricted(let state, .missing): ("restrictedMissing", ["code": .text(state.code)], nil)
      case .restricted(let state, .wrong): ("restrictedWrong", ["code": .text(state.code)], nil)
      case .restricted(let state, .noSecretariat): ("restrictedNowhere", ["code": .text(state.code)], nil)
      case .keyDevice(let trouble):
        ("keyDevice.\(trouble.rawValue)", [:], [.wrongPIN, .noPIN].contains(trouble) ? "comity-exchange-pin" : nil)
      case .givenUp(let number): ("givenUp", ["number": .integer(number)], nil)
      case .ownClock(let behind): ("ownClock.\(Self.direction(behind))", ["number": .integer(Self.minutes(behind))], "timedatectl")
      case .otherClock(let authority, let behind):
        ("otherClock.\(Self.direction(behind))", ["name": .text("\(authority)"), "number": .integer(Self.minutes(behind))], nil)
      case .held(let number, let since): ("held", ["number": .integer(number), "instant": text(since)], nil)
      }
    sentence = words("exchange.concern.\(name)", values)
    act = words("exchange.concern.\(name).act")
    self.command = command
  }

  private static func direction(_ behind: Int) -> String { behind > 0 ? "behind" : "ahead" }

  private static func minutes(_ seconds: Int) -> Int { max(1, Int((Double(abs(seconds)) / 60).rounded())) }
}
