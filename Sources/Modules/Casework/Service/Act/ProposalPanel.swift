// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Kernel
import Localisation
import Web
import WritingRules

/// The acts that wait for a second officer, with the buttons for one who may confirm them.
struct ProposalPanel: Sendable {
  let request: RegisteredRequest
  let version: Int
  let url: String
  let call: Call<SignedIn>

  var html: HTML {
    guard !request.proposals.isEmpty else { return .nothing }
    let words = call.words
    return panel(words("casework.proposals"), .attention) {
      for (place, proposal) in request.proposals.enumerated() {
        tag("section") {
          tag("h3") { words("casework.act.\(proposal.act.code.words)") }
          tag("p", .css("hint")) {
            words("casework.proposedBy", ["name": .text(proposal.by.name), "when": .text(words.dateTime(proposal.at, in: call.zone))])
          }
          ActSummary(act: proposal.act, kind: request.head.kind, words: words).html
          if proposal.by.id == call.who.officer {
            tag("p") { words("casework.ownProposal") }
          } else if call.who.may("casework.confirm") {
            tag("p", .css("actions")) {
              buttonForm(
                call, to: "\(url)/proposals/\(place)/confirm", words("casework.confirm"), tone: "button",
                hidden: ["version": "\(version)"])
              buttonForm(call, to: "\(url)/proposals/\(place)/return", words("casework.giveBack"), hidden: ["version": "\(version)"])
            }
          }
        }
      }
    }
  }
}

/// What an act says, in words, for the officer who is to confirm it.
struct ActSummary: Sendable {
  let act: CaseAct
  /// What kind of cooperation it is done in.
  let kind: CooperationKind
  let words: Words

  var html: HTML {
    switch act {
    case .incoming(.refuse(let input)):
      facts([
        (words("casework.field.items"), HTML(words.list(input.items.map(\.rawValue)))),
        (words("casework.field.grounds"), HTML(words.grounds(input.grounds, for: kind))),
        (words("casework.field.provision"), input.provision.map(typedText)),
        (words("casework.field.causes"), HTML(words.list(input.causes.map { words("casework.cause.\($0.rawValue)") }))),
        (words("casework.field.reasons"), typedText(input.reasons)),
        (words("casework.field.basicConcepts"), input.basicConcepts.map(typedText)),
        (words("casework.field.notConsulted"), input.notConsulted.map(typedText)),
      ])
    case .incoming(.postpone(let input)):
      facts([
        (words("casework.field.items"), HTML(words.list(input.items.map(\.rawValue)))),
        (words("casework.field.reasons"), typedText(input.reasons)),
        (words("casework.field.reviewOn"), HTML(words.date(input.reviewOn))),
      ])
    case .incoming(.sendProduct(let input)):
      facts([
        (words("casework.field.items"), HTML(words.list(input.items.map(\.rawValue)))),
        (words("casework.field.summary"), typedText(input.summary)),
        (words("casework.field.limitationOnUse"), input.limitationOnUse.map(typedText)),
        (words("casework.field.confidentiality"), input.confidentiality.map(typedText)),
      ])
    case .incoming(.close(let input)):
      facts([(words("casework.field.on"), HTML(words.date(input.on))), (words("casework.field.note"), input.note.map(typedText))])
    case .outgoing(.send(let input)), .outgoing(.resend(let input)):
      facts([
        (words("casework.field.to"), typedText(input.to)),
        (words("casework.field.channel"), HTML(words("content.channel.\(input.channel.rawValue)"))),
        (words("casework.field.medium"), HTML(words("casework.medium.\(input.medium.rawValue)"))),
        (words("casework.field.on"), HTML(words.date(input.on))),
      ])
    case .outgoing(.withdraw(let input)):
      facts([
        (words("casework.field.items"), input.items.isEmpty ? nil : HTML(words.list(input.items.map(\.rawValue)))),
        (words("casework.field.reason"), input.withdrawal.reason.map(typedText)),
      ])
    case .outgoing(.close(let input)):
      facts([(words("casework.field.on"), HTML(words.date(input.on))), (words("casework.field.note"), input.note.map(typedText))])
    default: .nothing
    }
  }
}
