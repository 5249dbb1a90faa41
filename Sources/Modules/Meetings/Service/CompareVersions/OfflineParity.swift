// SPDX-License-Identifier: Apache-2.0
public import Documents
import Foundation
public import Kernel
public import Localisation
import MeetingsRules

/// Language versions in files, compared without a node.
public enum OfflineParity {
  /// Which language a file is in and where it is: `LANG=FILE`, or by a name such as `report-fr.docx`.
  /// - Throws: ``CannotCompareVersions/languageUnknown(_:)``.
  public static func language(of argument: String) throws(CannotCompareVersions) -> (language: Language, path: String) {
    if let equals = argument.firstIndex(of: "="), let language = Language(rawValue: argument[..<equals].lowercased()) {
      return (language, String(argument[argument.index(after: equals)...]))
    }
    let stem = URL(filePath: argument).deletingPathExtension().lastPathComponent
    let ending = stem.split { $0 == "-" || $0 == "_" || $0 == "." }
    guard ending.count > 1, let language = ending.last.flatMap({ Language(rawValue: $0.lowercased()) }) else {
      throw .languageUnknown(argument)
    }
    return (language, argument)
  }

  /// Compares files and tells the differences, as text for people or as JSON for programs.
  /// - Throws: ``CannotCompareVersions``, `DocumentProblem` for a file that cannot be read.
  public static func compare(_ arguments: [String], asJSON: Bool, in words: Words, by worker: DocumentWorker) async throws -> String {
    var files: [(language: Language, path: String, form: UploadFormat)] = []
    for argument in arguments {
      let (language, path) = try language(of: argument)
      guard !files.contains(where: { $0.language == language }) else { throw CannotCompareVersions.languageTwice(path) }
      guard let form = UploadFormat(fileNamed: path) else { throw CannotCompareVersions.formUnknown(path) }
      files.append((language, path, form))
    }
    guard files.count > 1 else { throw CannotCompareVersions.tooFew }
    var versions: [LanguageVersion] = []
    for file in files {
      guard let data = try? Data(contentsOf: URL(filePath: file.path)) else { throw CannotCompareVersions.noFile(file.path) }
      versions.append(LanguageVersion(file.language, read: try await worker.paragraphs(of: data, as: file.form)))
    }
    let report = ParityReport(versions)
    return asJSON ? try report.json() : report.text(words)
  }
}
