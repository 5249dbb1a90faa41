// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Web

/// The page of a contribution for those who write it.
struct DraftView {
  let call: Call<SignedIn>
  let asked: CallForContributions
  let entry: Versioned<Contribution>
  /// What somebody else wrote into the same fields.
  var theirs: [String: String] = [:]

  private var words: Words { call.words }
  private var contribution: Contribution { entry.value }
  private var url: String { DraftPages.url(contribution) }

  /// - Parameter keepsForm: whether the form is drawn although the contribution is given in, so that what was typed is not lost.
  func page(_ fields: EntryFields, _ errors: FormErrors, keepsForm: Bool = false) -> Page {
    let isWritten = contribution.isBeingWritten || keepsForm
    return Page(
      words("contributions.draft.of", ["state": .state(contribution.state)]),
      trail: ContributionText.trail(words, .init(words("contributions.mine.title"), "/contributions/mine")), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p") { ContributionText.stage(contribution.stage, words) }
      PublishedPages.head(contribution, asked, words)
      if contribution.stage == .askedBack || contribution.stage == .putAside, let remark = contribution.remark {
        panel(words("contributions.draft.remark"), .attention) { tag("p") { typedText(remark) } }
      }
      if !theirs.isEmpty {
        panel(words("contributions.theirs"), .attention) {
          facts(theirs.sorted { $0.key < $1.key }.map { (EntryForm.label($0, words), $1.isEmpty ? HTML("–") : typedText($1)) })
        }
      }
      if isWritten { writing(fields, errors) } else { errors.summary(words) }
      if !contribution.isBeingWritten {
        tag("h2") { ContributionText.title(contribution, words) }
        PublishedPages.body(contribution, asked, words)
      }
      files(errors)
      if contribution.stage != .withdrawn { consent }
      DraftView.history(contribution, words)
    }
  }

  private func writing(_ fields: EntryFields, _ errors: FormErrors) -> HTML {
    let surroundings = EntrySurroundings(today: call.today)
    let view = EntryForm(
      form: Contribution.form(questions: asked.questions.count), categories: [], surroundings: surroundings, words: words)
    return HTML {
      tag("h2") { words("contributions.field.questions") }
      tag("ol") { for question in asked.questions { tag("li") { localText(question, on: words.language) } } }
      form(
        call, to: url, submit: words("contributions.save"), errors: errors,
        other: (words("contributions.draft.submit"), "act", "submit")
      ) {
        hiddenField("version", "\(entry.version)")
        view.draw(fields, errors)
      }
    }
  }

  private func files(_ errors: FormErrors) -> HTML {
    HTML {
      if !contribution.files.isEmpty || contribution.isBeingWritten { tag("h2") { words("contributions.field.files") } }
      if !contribution.files.isEmpty {
        tag("ul") {
          for file in contribution.files {
            tag("li") {
              tag("a", .href("\(url)/files/\(file.sha256)"), .dir("auto")) { file.name }
              " (\(words.bytes(file.size))) "
              if contribution.isBeingWritten {
                buttonForm(call, to: "\(url)/files/remove", words("contributions.draft.removeFile"), hidden: ["sha256": file.sha256])
              }
            }
          }
        }
      }
      if contribution.isBeingWritten, contribution.files.count < Contribution.fileLimit {
        form(call, to: "\(url)/files", submit: words("contributions.draft.attach"), tone: "button secondary", encoding: .multipart) {
          Field("file", words("contributions.field.file"), hint: words("contributions.hint.file"), errors: errors).file()
        }
      }
    }
  }

  /// The State says anew who may read it, or takes it back; it may at any time.
  private var consent: HTML {
    HTML {
      if !contribution.isBeingWritten {
        tag("h2") { words("contributions.field.consent") }
        tag("p") { words("contributions.draft.consentHolds") }
        form(call, to: "\(url)/consent", submit: words("contributions.draft.changeConsent"), tone: "button secondary") {
          Field("audience", words("contributions.field.consent"), value: contribution.consent.rawValue)
            .radios(Audience.allCases.map { EntryForm.option($0.rawValue, "consent", words) })
        }
      }
      tag("h2") { words("contributions.draft.withdrawal") }
      tag("p") { words("contributions.draft.withdrawalHint") }
      buttonForm(call, to: "\(url)/withdraw", words("contributions.draft.withdraw"))
    }
  }

  static func history(_ contribution: Contribution, _ words: Words) -> HTML {
    guard !contribution.history.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("contributions.history") }
      tag("ul") {
        for step in contribution.history {
          tag("li") {
            words("contributions.step", ["day": .day(step.on), "what": .text(words("contributions.done.\(step.act)"))])
            if let remark = step.remark {
              " "
              typedText(remark)
            }
          }
        }
      }
    }
  }
}
