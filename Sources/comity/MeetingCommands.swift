// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import DirectoryService
import Documents
import Foundation
public import Kernel
import Localisation
import Logging
import MeetingsRules
import MeetingsService
import Node

/// Meetings on the command line: the coverage check, files in and out.
struct MeetingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meeting", abstract: "Check a meeting's agenda, take a meeting in, write one out.",
    subcommands: [Check.self, Import.self, Export.self, Annotate.self, Parity.self, PrintSchema.self])

  /// Which meeting a command is about.
  struct Subject: ParsableArguments {
    @Argument(help: "A file, JSON or YAML, or the short name of a meeting on the node.") var meeting: String
    @Option(help: "The node's file, for a meeting on a node; see nodes/README.md.") var node: String?
    @Option(help: "ar, en, es, fr, ru or zh.") var lang: Language = .en

    var words: Words { get throws { try Node.words().words(lang) } }

    /// The dossier: from the file, or from the node when one is named.
    func dossier() async throws -> MeetingDossier {
      guard let node else { return try OfflineMeeting.open(meeting, in: try words) }
      let opened = try await Node(NodeConfiguration.read(node), logger: consoleLogger(.warning))
      return try await MeetingCommand.meetings(of: opened).dossier(named: meeting)
    }
  }

  static func meetings(of node: Node) throws -> Meetings {
    guard let meetings = node.meetings else { throw ValidationError("Meetings are kept on a secretariat's node.") }
    return meetings
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell what the agenda leaves open before it is issued. Exit 0 when checked, 2 when the file cannot be read.")

    @OptionGroup var subject: Subject
    @Option(help: "text or json.") var format: OutputFormat = .text

    func run() async throws {
      let dossier: MeetingDossier
      do { dossier = try await subject.dossier() } catch { throw explained(error, exit: 2) }
      print(try OfflineMeeting.check(dossier, asJSON: format == .json, in: subject.words))
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take meetings' files into a node, each of them whole or not at all.")

    @Argument(help: "The files, JSON or YAML, of one meeting each; when one cannot be read, none is taken in.") var files: [String]
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let words = try terminalWords()
      let dossiers = try files.map { try OfflineMeeting.open($0, in: words) }
      let meetings = try await MeetingCommand.meetings(of: options.open())
      var sum = (added: 0, changed: 0, unchanged: 0)
      for dossier in dossiers {
        let taken = try await meetings.take(dossier, at: Date())
        sum = (sum.added + taken.added, sum.changed + taken.changed, sum.unchanged + taken.unchanged)
      }
      print("added \(sum.added), changed \(sum.changed), unchanged \(sum.unchanged)")
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Write a meeting out as a file: json and yaml in full, text as its annotated agenda, every other format its public part alone.")

    @OptionGroup var subject: Subject
    @Option(help: "json, yaml, text, akn, ics, jsonld or bundle.") var format: MeetingFormat = .json
    @Option(help: "The address for links and identifiers of a meeting in a file; a node knows its own.") var address = "http://localhost"
    @Option(help: "A file of annotations in the language of --lang, which take the place of the meeting's own.") var annotations: String?
    @Option(help: "The file to write; standard output when left out.") var out: String?

    func run() async throws {
      let data: Data
      if format == .text || annotations != nil {
        let catalogue = try Node.words()
        var dossier = try await subject.dossier()
        if let annotations {
          dossier = try OfflineMeeting.annotate(dossier, with: annotations, in: subject.lang) { catalogue.words($0) }
        }
        data =
          format == .text
          ? Data(OfflineMeeting.agenda(of: dossier, in: subject.lang) { catalogue.words($0) }.text.utf8)
          : try MeetingExport(dossier, words: { catalogue.words($0) }, publicAddress: address).data(as: format, in: subject.lang)
      } else {
        data = try await export().data(as: format, in: subject.lang)
      }
      if let out { try data.write(to: URL(filePath: out)) } else { FileHandle.standardOutput.write(data) }
    }

    private func export() async throws -> MeetingExport {
      guard let node = subject.node else {
        let catalogue = try Node.words()
        return MeetingExport(try await subject.dossier(), words: { catalogue.words($0) }, publicAddress: address)
      }
      let opened = try await Node(NodeConfiguration.read(node), logger: consoleLogger(.warning))
      return try await MeetingCommand.meetings(of: opened).export(named: subject.meeting)
    }
  }

  struct PrintSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: "Print the JSON Schema of a meeting's file, as published in docs/protocol/.")

    func run() throws { FileHandle.standardOutput.write(try MeetingSchema.file()) }
  }

  struct Annotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take the annotations of an agenda in one language into a node, where they are about that agenda.")

    @Argument(help: "The short name of a meeting on the node.") var meeting: String
    @Argument(help: "The file of annotations, JSON or YAML.") var file: String
    @Option(help: "The language of the annotations: ar, en, es, fr, ru or zh.") var lang: Language
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let meetings = try MeetingCommand.meetings(of: await options.open())
      let hasChanged = try await meetings.annotate(meeting, with: file, in: lang, at: Date())
      print(hasChanged ? "annotated" : "unchanged")
    }
  }
}

extension MeetingCommand {
  struct Parity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare language versions of a document. Exit 0 when compared, 2 when a file cannot be read.",
      discussion: "The language is the end of a file's name (report-fr.docx) or stands before it (fr=report.docx). Text, DOCX and HTML.")

    @Argument(help: "Two to six files.") var files: [String]
    @Option(help: "text or json.") var format: OutputFormat = .text
    @Option(help: "ar, en, es, fr, ru or zh: the language of the answer.") var lang: Language = .en

    func run() async throws {
      let worker = DocumentWorker(python: URL(filePath: ProcessInfo.processInfo.environment["COMITY_PYTHON"] ?? ".comity/venv/bin/python"))
      do {
        print(try await OfflineParity.compare(files, asJSON: format == .json, in: Node.words().words(lang), by: worker))
      } catch { throw explained(error, exit: 2) }
    }
  }
}

extension MeetingFormat: ExpressibleByArgument {}
extension Language: ExpressibleByArgument {}
