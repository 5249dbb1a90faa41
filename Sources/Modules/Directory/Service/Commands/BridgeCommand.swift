// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import DirectoryRules
import Foundation
import Instruments
public import Kernel
import Localisation
import Web

extension DirectoryCommand {
  /// `comity directory bridge`: what two States ask of each other's requests, with the gaps marked.
  public struct Bridge: AsyncParsableCommand {
    /// The command's words.
    public static let configuration = CommandConfiguration(
      abstract: "Compare what two States ask of requests for chosen measures, and mark the gaps.")

    /// The requesting State.
    @Argument(help: "The requesting State, ISO 3166-1 alpha-2.")
    public var from: String
    /// The requested State.
    @Argument(help: "The requested State, ISO 3166-1 alpha-2.")
    public var to: String
    /// The measures.
    @Option(name: .customLong("measure"), help: "A measure, for example bankRecords; may be given several times.")
    public var measures: [String] = []
    /// The day.
    @Option(help: "The day, YYYY-MM-DD; today when left out.")
    public var on: CalendarDay?
    /// A directory file.
    @Option(help: "A directory file; the built-in fictional one when left out.")
    public var directory: String?
    /// How the answer is printed.
    @Option(help: "text or json.")
    public var format: OutputFormat = .text

    /// Made by the parser.
    public init() {}

    /// Prints the sheet.
    public func run() async throws {
      guard let asking = StateCode(from) else { throw ValidationError("\(from) is not a State code of two letters.") }
      guard let asked = StateCode(to) else { throw ValidationError("\(to) is not a State code of two letters.") }
      guard asking != asked else { throw ValidationError("Name two different States.") }
      let chosen = try measures.map { text in
        guard let measure = Measure(rawValue: text) else { throw ValidationError("\(text) is not a measure.") }
        return measure
      }
      // Whoever runs the command holds the file, so nothing in it is kept from them.
      let sheet = try DirectoryCommand.open(directory).snapshot.bridgeSheet(
        from: asking, to: asked, measures: chosen.isEmpty ? BridgePage.usual : Set(chosen), on: on ?? CalendarDay(Date(), in: .gmt),
        publicOnly: false)
      switch format {
      case .json: print(try DirectoryCommand.json(BridgeSheetFile(sheet)))
      case .text: try show(sheet)
      }
    }

    private func show(_ sheet: BridgeSheet) throws {
      let words = try Catalogue(folders: [Assets.strings, BuiltInDirectory.strings]).words(.en)
      print("\(sheet.from) to \(sheet.to), \(sheet.day): \(sheet.basis.mode.code), \(sheet.gapCount) gaps")
      for line in sheet.lines {
        let measure = line.measure.map { "\($0.rawValue): " } ?? ""
        print(
          "\(line.gap == nil ? " " : line.gap?.blocks == true ? "!" : "*") \(measure)\(words(BridgePage.label(line.topic))) (\(line.topic.source))"
        )
        print("    \(sheet.from): \(BridgePage.text(line.requesting, words))")
        print("    \(sheet.to): \(BridgePage.text(line.requested, words))")
        if let gap = line.gap { print("    gap: \(words("directory.gap.\(gap.rawValue)"))") }
      }
    }
  }
}
