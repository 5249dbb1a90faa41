// SPDX-License-Identifier: Apache-2.0

/// The forms of file whose paragraphs are read.
public enum UploadFormat: String, Sendable, CaseIterable {
  /// Word and LibreOffice.
  case docx
  /// A page of the web.
  case html
  /// Text without any form, in UTF-8 or with the mark of UTF-16.
  case text

  /// The largest file that is looked at, in bytes.
  public static let largestFile = 20_000_000
}

/// A paragraph, heading or row of a table of an uploaded file.
public struct UploadedParagraph: Codable, Hashable, Sendable {
  /// Its text; the cells of a row with a tab between them.
  public let text: String
  /// Whether the file calls it a heading.
  public let isHeading: Bool
  /// The number that is shown before it, where the file has the program count: `12.`, `(a)`.
  public let number: String?
}
