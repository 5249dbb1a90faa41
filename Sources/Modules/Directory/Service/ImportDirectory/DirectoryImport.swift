// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
public import Kernel
public import StrictJSON

/// Reads a directory file that is to be taken in: what is wrong is told row by row, and a file with one wrong row gives nothing.
///
/// The page and the command line both read through it.
public struct DirectoryImport: Sendable {
  /// One thing that is wrong.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column: of the table in CSV, in characters in JSON and YAML; from 1.
    public let column: Int
    /// The member concerned: the heading in CSV, a path in JSON and YAML; empty for the file as a whole.
    public let field: String
    /// What is wrong, as a stable code.
    public let reason: String

    /// `line 3, column 4 (kind): wrong-value`.
    public var description: String { "line \(line), column \(column) (\(field)): \(reason)" }
  }

  /// Why a file was not read: everything that is wrong with it, in the order of the file.
  public struct Refused: Error, Hashable, Sendable {
    /// What is wrong; never empty.
    public let faults: [Fault]
  }

  /// The day on which the entries are judged: nobody confirms in the future.
  let today: CalendarDay
  /// The States that the directory lists.
  let listed: Set<StateCode>

  /// The entries that the directory holds, by their identifiers: State and kind of an entry stay.
  let known: [ID<CompetentAuthority>: CompetentAuthority]

  /// Reads for a directory that lists these States and holds these authorities.
  public init(today: CalendarDay, listed: Set<StateCode>, known: [CompetentAuthority] = []) {
    self.today = today
    self.listed = listed
    self.known = Dictionary(known.map { ($0.id, $0) }) { first, _ in first }
  }

  /// Reads a file in one of its forms.
  /// - Parameter limits: how large a file in JSON or YAML may be.
  /// - Throws: ``Refused`` with every row that is wrong.
  public func read(_ data: Data, as format: DirectoryFormat, limits: StrictLimits = StrictLimits()) throws(Refused) -> DirectoryFile {
    switch format {
    case .csv: try readCSV(data)
    case .json: try readTree { () throws(StrictJSONError) in try StrictJSON.parse(data, limits: limits) }
    case .yaml: try readTree { () throws(StrictJSONError) in try StrictYAML.parse(data, limits: limits) }
    }
  }

  // MARK: CSV

  private func readCSV(_ data: Data) throws(Refused) -> DirectoryFile {
    do {
      return DirectoryFile(authorities: try AuthoritiesCSV.read(data, check: check))
    } catch {
      throw Refused(
        faults: error.problems.map { Fault(line: $0.line, column: $0.column, field: $0.heading, reason: $0.reason) })
    }
  }

  /// What rules find wrong with an authority, with the State that the directory does not list and what an entry may not become.
  private func check(_ authority: CompetentAuthority) -> [FieldProblem] {
    var faults = authority.faults(on: today)
    if !listed.contains(authority.state) { faults.append(FieldProblem(field: "state", code: "directory.unknown-state")) }
    if let old = known[authority.id] {
      if old.state != authority.state { faults.append(FieldProblem(field: "state", code: "directory.identity-stays")) }
      if old.kind != authority.kind { faults.append(FieldProblem(field: "kind", code: "directory.identity-stays")) }
    }
    return faults
  }

  // MARK: JSON and YAML

  private func readTree(_ parse: () throws(StrictJSONError) -> JSONValue) throws(Refused) -> DirectoryFile {
    let tree: JSONValue
    do {
      tree = try parse()
    } catch {
      throw Refused(faults: error.issues.map { Self.fault($0, under: "") })
    }
    var ofFile: Set<StateCode> = []
    for state in tree["states"]?.elements ?? [] {
      if case .string(let code) = state["state"]?.content, let listed = StateCode(code) { ofFile.insert(listed) }
    }
    let rows = DirectoryImport(today: today, listed: listed.union(ofFile), known: Array(known.values))
    var faults = Self.format(tree) + Self.faults(DirectoryFile.ListedState.self, of: tree["states"], under: "states")
    faults += Self.faults(Participation.self, of: tree["participation"], under: "participation") { period in
      // Periods go with the row of their State; without it they would be lost.
      period.faults + (ofFile.contains(period.state) ? [] : [FieldProblem(field: "state", code: "directory.state-not-in-file")])
    }
    faults += Self.overlaps(tree["participation"])
    faults += Self.faults(CompetentAuthority.self, of: tree["authorities"], under: "authorities", check: rows.check)
    faults += Self.faults(Treaty.self, of: tree["treaties"]?["treaties"], under: "treaties.treaties") { treaty in
      treaty.faults.map { FieldProblem(field: $0.field.replacing("party.", with: "parties."), code: $0.code) }
    }
    faults += Self.faults(Election.self, of: tree["treaties"]?["elections"], under: "treaties.elections") { election in
      let ends = election.to.map { $0 < election.from } ?? false
      return (election.states.count == 2 ? [] : [FieldProblem(field: "states", code: TreatyFault.sameState.code)])
        + (ends ? [FieldProblem(field: "to", code: TreatyFault.endsBeforeItBegins.code)] : [])
    }
    faults +=
      Self.duplicates(tree["authorities"], under: "authorities") { $0["id"] }
      + Self.duplicates(tree["treaties"]?["treaties"], under: "treaties.treaties") { $0["id"] }
      + Self.duplicates(tree["states"], under: "states", "state", "duplicate-state") { $0["state"] }
      + Self.electionsTwice(tree["treaties"]?["elections"])
    guard faults.isEmpty else { throw Refused(faults: faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }) }
    do {
      return try StrictDecoder().decode(DirectoryFile.self, from: tree)
    } catch {
      throw Refused(faults: error.issues.map { Self.fault($0, under: "") })
    }
  }

  /// Reads each row by itself, so that one wrong row does not hide the next.
  private static func faults<Row: Decodable>(
    _ type: Row.Type, of list: JSONValue?, under path: String, check: (Row) -> [FieldProblem] = { _ in [] }
  ) -> [Fault] {
    (list?.elements ?? []).enumerated().flatMap { index, element -> [Fault] in
      let place = "\(path)[\(index)]"
      do throws(StrictJSONError) {
        let row = try StrictDecoder().decode(type, from: element)
        return check(row).map { problem in
          let position = element.nearest(to: problem.field)
          return Fault(line: position.line, column: position.column, field: "\(place).\(problem.field)", reason: problem.reason)
        }
      } catch {
        return error.issues.map { fault($0, under: place) }
      }
    }
  }

  private static func fault(_ issue: StrictJSONError.Issue, under place: String) -> Fault {
    let field = [place, issue.path].filter { !$0.isEmpty }.joined(separator: ".")
    return Fault(line: issue.position.line, column: issue.position.column, field: field, reason: issue.reason.rawValue)
  }

  private static func format(_ tree: JSONValue) -> [Fault] {
    guard let format = tree["format"], case .number(let number) = format.content, number != "\(DirectoryFile.currentFormat)" else {
      return []
    }
    return [Fault(line: format.position.line, column: format.position.column, field: "format", reason: "unknown-format")]
  }

  private static func duplicates(
    _ list: JSONValue?, under path: String, _ member: String = "id", _ reason: String = "duplicate-id", key: (JSONValue) -> JSONValue?
  ) -> [Fault] {
    var seen: Set<String> = []
    return (list?.elements ?? []).enumerated().compactMap { index, element in
      guard let id = key(element), let text = id.text, !seen.insert(text.lowercased()).inserted else { return nil }
      return Fault(line: id.position.line, column: id.position.column, field: "\(path)[\(index)].\(member)", reason: reason)
    }
  }

  private static func electionsTwice(_ list: JSONValue?) -> [Fault] {
    var seen: Set<String> = []
    return (list?.elements ?? []).enumerated().compactMap { index, element in
      guard let election = try? StrictDecoder().decode(Election.self, from: element),
        !seen.insert(DirectoryStore.key(of: election)).inserted
      else { return nil }
      return Fault(
        line: element.position.line, column: element.position.column, field: "treaties.elections[\(index)]", reason: "duplicate-election")
    }
  }

  private static func overlaps(_ list: JSONValue?) -> [Fault] {
    let rows = (list?.elements ?? []).enumerated().compactMap { index, element in
      (try? StrictDecoder().decode(Participation.self, from: element)).map { (index: index, element: element, period: $0) }
    }
    return Participation.overlaps(in: rows.map(\.period)).map { place in
      let position = rows[place].element.nearest(to: "depositedOn")
      return Fault(
        line: position.line, column: position.column, field: "participation[\(rows[place].index)].depositedOn",
        reason: FieldProblem(field: "", code: ParticipationFault.periodsOverlap.code).reason)
    }
  }
}

extension FieldProblem {
  /// The code without the module's name, as files and the command line tell it.
  var reason: String { code.rawValue.split(separator: ".").dropFirst().joined(separator: ".") }
}

extension JSONValue {
  fileprivate var elements: [JSONValue] {
    if case .array(let elements) = content { elements } else { [] }
  }

  /// Where the value of a path stands, or as near to it as the tree reaches.
  fileprivate func nearest(to path: String) -> Position {
    var value = self
    for part in path.split(whereSeparator: { ".[]".contains($0) }) {
      if let index = Int(part), value.elements.indices.contains(index) {
        value = value.elements[index]
      } else if let member = value[String(part)] {
        value = member
      } else {
        break
      }
    }
    return value.position
  }
}
