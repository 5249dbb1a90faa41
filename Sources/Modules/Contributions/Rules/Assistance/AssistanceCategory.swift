// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A category of technical assistance; the secretariat keeps the list.
/// - Source: practice (categories of needs for technical assistance in country reviews)
public struct AssistanceCategory: Codable, Hashable, Sendable {
  /// The identifier.
  public let id: ID<AssistanceCategory>
  /// The code by which entries name it; it never changes.
  public var mark: String
  /// What it is called.
  public var name: LocalText
  /// Its place in lists.
  public var place: Int
  /// Whether new entries may name it.
  public var isInUse: Bool
}

extension AssistanceCategory: EditableEntry {
  /// Its fields.
  public static let form: [EntryField] = [
    EntryField("mark", .line, isRequired: true), EntryField("name", .texts(isLong: false), isRequired: true),
    EntryField("place", .line, isRequired: true), EntryField("isInUse", .choice(["yes", "no"], words: "isInUse"), isRequired: true),
  ]

  /// The category as its form has it.
  public var fields: EntryFields {
    var fields = EntryFields(["mark": mark, "place": "\(place)", "isInUse": isInUse ? "yes" : "no"])
    fields[texts: "name"] = name
    return fields
  }

  /// A category of a form's fields; the code of one that is there stays.
  /// - Throws: ``CannotContribute/wrongFields(_:)``.
  public static func entered(
    _ fields: EntryFields, over now: AssistanceCategory?, id: ID<AssistanceCategory>, in surroundings: EntrySurroundings
  ) throws(CannotContribute) -> AssistanceCategory {
    var reading = FieldReading(fields, form, in: surroundings)
    reading.checkMark()
    if let now, now.mark != fields["mark"] { reading.add(.nameTaken, "mark") }
    let place = Int(fields["place"])
    if let place, (1...999).contains(place) {} else { reading.add(.choiceUnknown, "place") }
    try reading.finish()
    return AssistanceCategory(
      id: id, mark: fields["mark"], name: fields[texts: "name"], place: place ?? 999, isInUse: fields["isInUse"] == "yes")
  }
}
