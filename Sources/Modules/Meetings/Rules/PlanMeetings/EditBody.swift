// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension Body {
  /// The body as a form has it.
  public var fields: PlaceFields {
    var fields = PlaceFields()
    fields["mark"] = mark.text
    fields["kind"] = kind.rawValue
    fields["parent"] = parent?.description ?? ""
    fields["symbol"] = symbolPrefix ?? ""
    fields.set("name", name)
    return fields
  }

  /// A body of a form's fields.
  /// - Parameters:
  ///   - id: its identifier; a new one for a new body.
  ///   - bodies: all bodies, to which it is to fit.
  /// - Throws: ``CannotEditMeeting/wrongFields(_:)`` with everything that is wrong.
  public static func entered(_ fields: PlaceFields, id: ID<Body>, among bodies: [Body]) throws(CannotEditMeeting) -> Body {
    var reader = FieldReader(fields)
    let mark = reader.required("mark", else: .nameUnreadable) { Mark($0) }
    if let mark, bodies.contains(where: { $0.id != id && $0.mark == mark }) || mark.text == "new" { reader.add(.nameTaken, "mark") }
    let kind = reader.required("kind", else: .choiceUnknown) { Kind(rawValue: $0) }
    let parent = reader.value("parent", else: .choiceUnknown) { text in bodies.first { $0.id.description == text }?.id }
    var above = parent
    // The tree may be as deep as there are bodies, not deeper.
    for _ in bodies.indices where above != nil {
      if above == id {
        reader.add(.belongsToItself, "parent")
        break
      }
      above = bodies.first { $0.id == above }?.parent
    }
    let name = reader.requiredText("name")
    guard reader.faults.isEmpty, let mark, let kind else { throw .wrongFields(reader.faults) }
    return Body(id: id, mark: mark, kind: kind, parent: parent, symbolPrefix: fields["symbol"].isEmpty ? nil : fields["symbol"], name: name)
  }

  /// The bodies as a tree: each after the one it belongs to, with its depth.
  public static func tree(_ bodies: [Body]) -> [(body: Body, depth: Int)] {
    let known = Set(bodies.map(\.id))
    var left = bodies.sorted { $0.mark < $1.mark }
    func below(_ parent: ID<Body>?, _ depth: Int) -> [(body: Body, depth: Int)] {
      let children = left.filter { body in parent == nil ? body.parent.map { !known.contains($0) } ?? true : body.parent == parent }
      left.removeAll { child in children.contains { $0.id == child.id } }
      return children.flatMap { [($0, depth)] + below($0.id, depth + 1) }
    }
    return below(nil, 0)
  }
}
