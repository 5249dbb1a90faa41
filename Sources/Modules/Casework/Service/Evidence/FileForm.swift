// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Files
import Kernel
import Localisation
import Web

/// The form in which a file is added to a case.
struct FileForm: Sendable {
  /// The name of the field with the file.
  static let file = "file"

  let request: RegisteredRequest
  /// The compartments that the officer may put something into.
  let compartments: [Compartment]
  let form: FormData
  let errors: FormErrors
  let words: Words

  var html: HTML {
    HTML {
      kept
      Field(Self.file, words("casework.files.field.file"), hint: words("casework.files.hint.file"), errors: errors).file()
      choice("kind", CaseFile.Kind.allCases.map { .init($0.rawValue, words("casework.files.kind.\($0.rawValue)")) })
      field("title", isOptional: true).line()
      items
      field("givenBy").line()
      field("receivedOn").day
      choice("form", CaseFile.Form.allCases.map { .init($0.rawValue, words("casework.files.form.\($0.rawValue)")) })
      tag("fieldset", .css("field")) {
        tag("legend") { words("casework.files.objectHeading") }
        tag("p", .css("hint")) { words("casework.files.objectHint") }
        field("object", isOptional: true).line()
        field("keptBy", isOptional: true).line()
        field("place", isOptional: true).line()
        field("condition", isOptional: true).line()
        field("returnTo", isOptional: true).line()
        field("returnDueOn", isOptional: true).day
      }
      compartment
    }
  }

  /// The file that came before the rest of the form had to be mended.
  private var kept: HTML {
    guard let digest = form["keptFile"], let name = form["keptName"] else { return .nothing }
    return HTML {
      hiddenField("keptFile", digest)
      hiddenField("keptName", name)
      hiddenField("keptType", form["keptType"] ?? "")
      tag("p", .css("hint")) {
        words("casework.files.keptAside")
        HTML(" ")
        typedText(name)
      }
    }
  }

  private var items: HTML {
    guard !request.items.isEmpty else { return .nothing }
    return Field("items", words("casework.files.field.items"), hint: words("casework.files.hint.items"), errors: errors)
      .checkboxes(FileForm.options(request, words), chosen: Set(form.all("items")))
  }

  private var compartment: HTML {
    guard !compartments.isEmpty else { return .nothing }
    return field("compartment").choice(
      compartments.map { .init($0.rawValue, words("casework.files.compartment.\($0.rawValue)")) },
      none: words("casework.files.compartment.none"))
  }

  private func choice(_ name: String, _ options: [Field.Option]) -> HTML { field(name).choice(options, none: words("casework.choose")) }

  private func field(_ name: String, isOptional: Bool = false) -> Field {
    let hint = "casework.files.hint.\(name)"
    let label = words("casework.files.field.\(name)")
    return Field(
      name, isOptional ? words("casework.optional", ["label": .text(label)]) : label, hint: words.contains(hint) ? words(hint) : nil,
      value: form.raw(name), errors: errors)
  }

  static func options(_ request: RegisteredRequest, _ words: Words) -> [Field.Option] {
    request.items.map { .init($0.id.rawValue, "\($0.id.rawValue) · \(words.sought($0.sought))", hint: $0.summary) }
  }

  /// What the form says.
  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  static func read(_ form: FormData, _ content: CaseFile.Content?, for reader: CaseStore.Reader) throws(UnreadableAct) -> AddFile {
    var input = ActInput(form)
    let day = input.day("receivedOn")
    let origin = CaseFile.Origin(givenBy: input.text("givenBy"), on: day, form: input.choice("form", .copy))
    var file = AddFile(
      kind: input.choice("kind", .other), title: input.optionalText("title") ?? content?.name ?? "", content: content,
      items: form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }.sorted(), origin: origin)
    // Whatever is told of an object means that there is one; the rule says what is missing then.
    if ["object", "keptBy", "place", "condition"].contains(where: { form[$0] != nil }) {
      file.object = .init(
        summary: input.optionalText("object") ?? "", keptBy: input.optionalText("keptBy") ?? "", place: input.optionalText("place") ?? "",
        condition: input.optionalText("condition"))
    }
    let due = input.optionalDay("returnDueOn")
    if due != nil || form["returnTo"] != nil {
      file.returnDuty = .init(to: input.optionalText("returnTo") ?? origin.givenBy, dueOn: due)
    }
    if let text = form["compartment"] {
      let compartment = Compartment(rawValue: text)
      // A compartment that the officer may not look into is no choice of theirs.
      if let compartment, reader.compartments.contains(compartment) {
        file.compartment = compartment
      } else {
        input.refuse("compartment", "casework.choice-unknown")
      }
    }
    try input.check()
    return file
  }
}
