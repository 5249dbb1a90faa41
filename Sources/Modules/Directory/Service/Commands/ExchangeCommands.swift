// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import DirectoryRules
import Foundation
import Kernel
import StrictJSON

/// The forms of a directory file.
public enum DirectoryFormat: String, ExpressibleByArgument, Sendable, CaseIterable {
  /// Everything.
  case json
  /// The authorities as a table.
  case csv
  /// Everything, written by hand.
  case yaml
}

extension DirectoryCommand {
  /// `comity directory export`: the authorities as CSV, or everything as JSON.
  public struct Export: AsyncParsableCommand {
    /// The command's words.
    public static let configuration = CommandConfiguration(abstract: "Write a directory as JSON, or its authorities as CSV.")

    /// A directory file.
    @Option(help: "A directory file; the built-in fictional one when left out.")
    public var directory: String?
    /// The form.
    @Option(help: "json or csv.")
    public var format: DirectoryFormat = .json
    /// The file to write.
    @Option(help: "The file to write; the standard output when left out.")
    public var out: String?

    /// Made by the parser.
    public init() {}

    /// Writes the file.
    public func run() async throws {
      let file = try directory.map { try DirectoryCommand.read($0) } ?? BuiltInDirectory.fictional()
      guard format != .yaml else { throw ValidationError("Files are written as json or csv; yaml is read alone.") }
      let text = format == .csv ? try AuthoritiesCSV.text(file.authorities) : try DirectoryCommand.json(file) + "\n"
      guard let out else { return print(text, terminator: "") }
      try DirectoryCommand.write(text, to: out)
    }
  }

  /// `comity directory import`: checks a file and merges it into another; a file with one wrong row changes nothing.
  public struct Import: AsyncParsableCommand {
    /// The command's words.
    public static let configuration = CommandConfiguration(
      abstract: "Check a directory file, JSON, YAML or CSV, and merge it into another. Exit 1 when it is refused: nothing is written then.")

    /// The file to take in.
    @Argument(help: "The file to take in; .csv holds authorities alone.")
    public var file: String
    /// The directory it goes into.
    @Option(help: "The directory it goes into; an empty one when left out.")
    public var into: String?
    /// The file to write.
    @Option(help: "The file to write.")
    public var out: String
    /// Whether periods of participation may go.
    @Flag(help: "Remove the periods of participation that the file's States have no more; without it such a file is refused.")
    public var removeParticipation = false

    /// Made by the parser.
    public init() {}

    /// Checks, merges and writes.
    /// - Throws: ``CannotReadFile`` with everything that is wrong, ``CannotTake/removesParticipation(_:)``.
    public func run() async throws {
      let base = try into.map { try DirectoryCommand.read($0) } ?? DirectoryFile()
      let known = try BuiltInDirectory.all().merging(base)
      let reader = DirectoryImport(
        today: CalendarDay(Date(), in: .gmt), listed: Set(known.states.map(\.state)), known: base.authorities)
      let data = try DirectoryCommand.contents(file)
      let new: DirectoryFile
      do {
        new = try reader.read(data, as: DirectoryCommand.format(of: file), limits: StrictLimits(bytes: .max))
      } catch {
        throw CannotReadFile.refused(file: file, faults: error.faults)
      }
      let removed = known.participationRemoved(by: new)
      guard removed.isEmpty || removeParticipation else { throw CannotTake.removesParticipation(removed) }
      try DirectoryCommand.write(try DirectoryCommand.json(base.merging(new)), to: out)
    }
  }

  static func format(of path: String) -> DirectoryFormat {
    if path.hasSuffix(".csv") { return .csv }
    return path.hasSuffix(".yaml") || path.hasSuffix(".yml") ? .yaml : .json
  }

  /// Reads a directory file by its ending.
  /// - Throws: ``CannotReadFile`` when it cannot be opened or is no directory.
  static func read(_ path: String) throws(CannotReadFile) -> DirectoryFile {
    let data = try contents(path)
    do {
      if path.hasSuffix(".csv") { return DirectoryFile(authorities: try AuthoritiesCSV.read(data)) }
      return try DirectoryFile.read(data, isYAML: format(of: path) == .yaml, limits: StrictLimits(bytes: .max))
    } catch let refused as AuthoritiesCSV.Refused {
      throw .refused(
        file: path, faults: refused.problems.map { .init(line: $0.line, column: $0.column, field: $0.heading, reason: $0.reason) })
    } catch let error as StrictJSONError {
      throw .refused(
        file: path,
        faults: error.issues.map {
          .init(line: $0.position.line, column: $0.position.column, field: $0.path, reason: $0.reason.rawValue)
        })
    } catch {
      throw .unreadable(file: path)
    }
  }

  /// The bytes of a file.
  static func contents(_ path: String) throws(CannotReadFile) -> Data {
    do { return try Data(contentsOf: URL(filePath: path)) } catch { throw .unreadable(file: path) }
  }

  static func write(_ text: String, to path: String) throws(CannotReadFile) {
    do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch { throw .unwritable(file: path) }
  }
}
