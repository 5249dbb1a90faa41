// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Kernel
import Localisation
import Web

extension ImportPages {
  /// The page that shows what would change and asks to confirm it.
  func previewPage(_ preview: ImportPreview, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) throws -> Page {
    let words = call.words
    let shown = try preview.changed.prefix(Self.shownEntries).map { entry -> (String, [HistoryPages.Difference]) in
      // Who may take in a file does not learn from it what an entry keeps for others.
      let hidden = call.who.may("directory.readRestricted") ? [] : entry.before.restrictedFields
      return (
        entry.after.originalName, try HistoryPages.differences(from: entry.before.hiding(hidden), to: entry.after.hiding(hidden), words)
      )
    }
    let counts = [
      ("new", preview.new.count), ("changed", preview.changed.count), ("same", preview.same), ("treaties", preview.treaties),
      ("elections", preview.elections), ("states", preview.states.count),
    ]
    return Page(
      words("directory.import.preview"),
      trail: [.init(words("directory.title"), "/directory"), .init(words("directory.import.title"), Self.url)],
      classification: .internalUse, hasErrors: !errors.isEmpty
    ) {
      errors.summary(words)
      facts(counts.map { (words("directory.import.\($0.0)"), HTML(words.number($0.1))) })
      for authority in preview.new.prefix(Self.shownEntries) {
        tag("p") {
          badge(words("directory.import.isNew"), .info)
          " \(words.state(authority.state)) · "
          typedText(authority.originalName)
        }
      }
      for (name, differences) in shown {
        tag("h2", .dir("auto")) { name }
        HistoryPages.table(differences, of: name, words)
      }
      statesTable(preview, words)
      if max(preview.new.count, preview.states.count) > Self.shownEntries || preview.changed.count > Self.shownEntries {
        tag("p", .css("hint")) { words("directory.import.more") }
      }
      confirmation(preview, typed, errors, call)
    }
  }

  private func confirmation(_ preview: ImportPreview, _ typed: FormData, _ errors: FormErrors, _ call: Call<SignedIn>) -> HTML {
    let words = call.words
    guard !preview.isEmpty else {
      return emptyState(words("directory.import.nothingNew"), action: (words("directory.import.another"), Self.url))
    }
    return Web.form(
      call, to: "\(Self.url)/confirm", submit: words("directory.import.take"), encoding: .multipart,
      cancel: (words("directory.edit.cancel"), Self.url)
    ) {
      hiddenField("format", typed.raw("format"))
      hiddenField("text", typed.raw("text"))
      hiddenField("seen", preview.seen)
      if !preview.removed.isEmpty {
        Field(
          "removal", words("directory.import.removal", ["count": .integer(preview.removed.count)]),
          hint: words("directory.import.removalHint"), errors: errors
        ).tick(typed["removal"] != nil)
      }
    }
  }

  private func statesTable(_ preview: ImportPreview, _ words: Words) -> HTML {
    guard !preview.states.isEmpty else { return .nothing }
    return Table(
      caption: words("directory.import.states"),
      columns: ["directory.field.state", "directory.history.before", "directory.history.after"].map { Table.Column(words($0)) },
      rows: preview.states.prefix(Self.shownEntries).map { state in
        let gone = Participation.removed(from: state.before?.participation ?? [], by: state.after.participation)
        return [
          HTML(words.state(state.after.listed.state)), record(state.before, gone: gone, words), record(state.after, gone: [], words),
        ]
      }
    ).html
  }

  private func record(_ record: DirectoryFile.StateRecord?, gone: [Participation], _ words: Words) -> HTML {
    guard let record else { return HTML("–") }
    return HTML {
      tag("p") { words("directory.group.\(record.listed.regionalGroup.rawValue)") }
      for period in record.participation {
        tag("p") {
          DirectoryPages.sentence(period, words)
          if gone.contains(period) {
            " "
            badge(words("directory.import.gone"), .refused)
          }
        }
      }
      if record.participation.isEmpty { tag("p") { words("directory.notParty") } }
    }
  }
}
