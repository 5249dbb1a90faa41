// SPDX-License-Identifier: Apache-2.0
import Kernel
import MeetingsRules
import Web

/// A language version as the fields of its form.
enum ExpressionFields {
  private static let plain = ["edition", "language", "submittedOn", "inTranslationFrom", "issuedOn", "wordCount", "jobNumber"]

  static func values(of expression: DocumentExpression) -> [String: String] {
    [
      "edition": expression.edition.description, "language": expression.language.rawValue,
      "submittedOn": expression.submittedOn?.description ?? "", "inTranslationFrom": expression.inTranslationFrom?.description ?? "",
      "issuedOn": expression.issuedOn?.description ?? "", "wordCount": expression.wordCount.map { "\($0)" } ?? "",
      "jobNumber": expression.jobNumber ?? "", "attachment": expression.attachments.map(\.sha256).sorted().joined(separator: ","),
    ]
  }

  static func values(_ form: FormData) -> [String: String] {
    var values = Dictionary(uniqueKeysWithValues: plain.map { ($0, form[$0] ?? "") })
    values["attachment"] = Set(form.all("attachment")).sorted().joined(separator: ",")
    return values
  }

  /// The language version that the fields describe.
  /// - Parameter files: the files that were brought for the document; only these can be named.
  /// - Throws: ``CannotEditDocument/wrongFields(_:)`` with everything that cannot be read.
  static func expression(
    _ values: [String: String], files: [DocumentExpression.Attachment]
  ) throws(CannotEditDocument) -> DocumentExpression {
    var reader = FieldReader(values: values)
    let edition = reader.choice("edition") { DocumentExpression.Edition($0) }
    let language = reader.choice("language") { Language(rawValue: $0) }
    if values["language"]?.isEmpty != false { reader.refuse("language", .choiceUnknown) }
    var words: Int?
    if let text = reader.text("wordCount") {
      words = Int(text.filter { !$0.isWhitespace && $0 != "," && $0 != "." })
      if words == nil { reader.refuse("wordCount", .wordCountUnreadable) }
    }
    let digests = Set((values["attachment"] ?? "").split(separator: ",").map(String.init))
    let expression = DocumentExpression(
      edition ?? .original, language ?? .en, submittedOn: reader.day("submittedOn"), inTranslationFrom: reader.day("inTranslationFrom"),
      issuedOn: reader.day("issuedOn"), wordCount: words, jobNumber: reader.text("jobNumber"),
      attachments: files.filter { digests.contains($0.sha256) })
    try reader.finish()
    return expression
  }

  /// What the form shows again.
  static func form(_ values: [String: String]) -> FormData {
    let digests = (values["attachment"] ?? "").split(separator: ",").map { ("attachment", String($0)) }
    return FormData(values.filter { $0.key != "attachment" }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } + digests)
  }
}
