// SPDX-License-Identifier: Apache-2.0
import Documents
import Kernel
import Localisation
import MeetingsRules
import Web

/// The uploaded language versions of a document, paragraph by paragraph.
struct ParityPage: Sendable {
  let tools: DocumentTools

  /// A file that is not among the compared ones, and why.
  private struct LeftOut: Sendable {
    let language: Language
    let name: String
    let reason: String
  }

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let (entry, _) = try await tools.entry(call)
    let document = entry.document
    let words = call.words
    let (versions, leftOut) = try await read(document, words)
    let report = ParityReport(versions)
    return .page(
      Page(
        words("meetings.documents.parity.title"),
        trail: [
          .init(words("meetings.documents.list.title"), DocumentTools.url),
          .init(DocumentText.plainCitation(document, words) ?? document.mark.text, DocumentText.url(document)),
        ], classification: document.isPublic ? .internalUse : .restricted
      ) {
        tag("p", .css("lead")) {
          DocumentText.citation(document, words)
          " · "
          localText(document.title, on: words.language)
        }
        for file in leftOut {
          tag("p") {
            badge(DocumentText.language(file.language, words), .attention)
            " "
            tag("bdi") { file.name }
            " · " + file.reason
          }
        }
        if versions.count < 2 {
          emptyState(
            words("meetings.documents.parity.none"),
            action: call.who.may("meetings.edit")
              ? (words("meetings.documents.addLanguage"), "\(DocumentText.url(document))/expressions/new") : nil)
        } else {
          Self.differences(report, words)
        }
      })
  }

  /// The texts that hold now, one of each language, of the first file whose paragraphs can be read.
  private func read(_ document: MeetingDocument, _ words: Words) async throws -> ([LanguageVersion], [LeftOut]) {
    var versions: [LanguageVersion] = []
    var leftOut: [LeftOut] = []
    for expression in Language.allCases.compactMap({ document.current(in: $0) }) {
      let readable = expression.attachments.compactMap { file in UploadFormat(fileNamed: file.name).map { (file, $0) } }
      guard let (file, form) = readable.first else {
        leftOut += expression.attachments.prefix(1).map {
          LeftOut(language: expression.language, name: $0.name, reason: words.problem(CannotCompareVersions.formUnknown($0.name)).title)
        }
        continue
      }
      guard let data = try await tools.uploads.content(of: file.sha256, upTo: UploadFormat.largestFile) else {
        let reason =
          file.size > UploadFormat.largestFile
          ? words.problem(DocumentProblem.fileTooLarge).title : words("meetings.documents.parity.notHere")
        leftOut.append(LeftOut(language: expression.language, name: file.name, reason: reason))
        continue
      }
      do {
        versions.append(LanguageVersion(expression.language, read: try await tools.meetings.worker.paragraphs(of: data, as: form)))
      } catch let problem as DocumentProblem {
        leftOut.append(LeftOut(language: expression.language, name: file.name, reason: words.problem(problem).title))
      }
    }
    return (versions, leftOut)
  }

  /// How many differences of one language a page shows; whoever has more has other troubles than these.
  private static let most = 300

  private static func differences(_ report: ParityReport, _ words: Words) -> HTML {
    guard let reference = report.reference else { return .nothing }
    return HTML {
      tag("p") { words("meetings.documents.parity.lead", ["language": .text(DocumentText.language(reference, words))]) }
      for version in report.versions where version.language != reference {
        let found = report.differences.filter { $0.language == version.language }
        tag("h2") { DocumentText.language(version.language, words) }
        tag("p") {
          badge(
            words(
              "meetings.documents.parity.found",
              ["language": .text(DocumentText.language(version.language, words)), "count": .integer(found.count)]),
            found.isEmpty ? .ok : .attention)
        }
        if !found.isEmpty { table(Array(found.prefix(most)), version.language, reference, report, words) }
      }
    }
  }

  private static func table(
    _ found: [ParityDifference], _ language: Language, _ reference: Language, _ report: ParityReport, _ words: Words
  ) -> HTML {
    Table(
      caption: words("meetings.documents.parity.title"),
      columns: [
        .init(words("meetings.documents.parity.paragraph")), .init(words("meetings.documents.parity.difference")),
        .init(DocumentText.language(reference, words)), .init(DocumentText.language(language, words)),
      ],
      rows: found.map { difference in
        [
          tag("bdi", .dir(reference.direction.rawValue)) { difference.number ?? "–" },
          HTML { for sentence in ParityReport.said(difference, words) { tag("p") { sentence } } },
          side(report.paragraph(difference.referencePlace, in: reference), reference),
          side(report.paragraph(difference.place, in: language), language),
        ]
      }
    ).html
  }

  /// A paragraph as plain text in its own language and direction; whatever markup was uploaded, letters are shown.
  private static func side(_ text: String?, _ language: Language) -> HTML {
    guard let text else { return HTML("–") }
    return tag("div", .lang(language.htmlCode), .dir(language.direction.rawValue)) { ParityReport.shortened(text, to: 600) }
  }
}
