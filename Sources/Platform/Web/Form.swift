// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import Localisation

/// The words beside the fields of a form that was refused, and the summary at its head.
public struct FormErrors: Sendable {
  let entries: [(field: String, message: String)]
  let general: ProblemWords?

  /// No errors: the form is shown for the first time.
  public static let none = FormErrors(entries: [], general: nil)

  private init(entries: [(field: String, message: String)], general: ProblemWords?) {
    self.entries = entries
    self.general = general
  }

  /// The words of a problem: beside its fields, or, when it names none, at the head of the form.
  public init(_ problem: any Problem, in words: Words) {
    let entries = problem.fields.map { (field: $0.field, message: words.fieldProblem($0)) }
    self.init(entries: entries, general: entries.isEmpty ? words.problem(problem) : nil)
  }

  /// Whether there is nothing to say.
  public var isEmpty: Bool { entries.isEmpty && general == nil }

  /// What is wrong with one field.
  public func message(for field: String) -> String? { entries.first { $0.field == field }?.message }

  /// The summary at the head of the form: a heading, then a link to each field concerned.
  public func summary(_ words: Words) -> HTML {
    guard !isEmpty else { return .nothing }
    return tag(
      "div", .css("error-summary"), Attribute("role", "alert"), Attribute("tabindex", "-1"), .id("error-summary"), .flag("autofocus")
    ) {
      tag("h2") { general?.title ?? words("web.form.problem") }
      if let general {
        tag("p") { general.detail }
        tag("p") { general.action }
      }
      if !entries.isEmpty {
        tag("ul") { for entry in entries { tag("li") { link("#\(Field.anchor(entry.field))", entry.message) } } }
      }
    }
  }
}

extension Words {
  /// The words beside a field: the sentence `field.<code>`, or what the problem with that code says.
  public func fieldProblem(_ problem: FieldProblem) -> String {
    let arguments = problem.details.mapValues { MessageArgument.text($0) }
    if contains("field.\(problem.code.rawValue)") { return self("field.\(problem.code.rawValue)", arguments) }
    let key = "problem.\(problem.code.rawValue).detail"
    return self(contains(key) ? key : "problem.\(problem.code.rawValue).title", arguments)
  }
}

/// One field of a form with its label, its hint, its control and what is wrong with it.
public struct Field: Sendable {
  /// The name it is sent under.
  public let name: String
  /// Its label.
  public let label: String
  /// A sentence that helps to fill it.
  public let hint: String?
  /// What stands in it.
  public let value: String
  let errors: FormErrors
  let idSuffix: String

  /// Describes a field.
  /// - Parameter suffix: tells its id from that of a field of the same name in another form of the page.
  public init(
    _ name: String, _ label: String, hint: String? = nil, value: String = "", errors: FormErrors = .none, suffix: String = ""
  ) {
    self.name = name
    self.label = label
    self.hint = hint
    self.value = value
    self.errors = errors
    self.idSuffix = suffix
  }

  /// The id of a field's control, for links that lead to it.
  public static func anchor(of name: String) -> String { anchor(name) }

  static func anchor(_ name: String) -> String {
    "field-" + String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
  }

  private var id: String { Self.anchor(name) + idSuffix }

  private var describedBy: Attribute? {
    var ids: [String] = []
    if hint != nil { ids.append("\(id)-hint") }
    if errors.message(for: name) != nil { ids.append("\(id)-error") }
    return ids.isEmpty ? nil : Attribute("aria-describedby", ids.joined(separator: " "))
  }

  private var invalid: Attribute? { errors.message(for: name) == nil ? nil : Attribute("aria-invalid", "true") }

  private func framed(labelled: Bool = true, _ control: HTML) -> HTML {
    tag("div", .css(errors.message(for: name) == nil ? "field" : "field wrong")) {
      if labelled { tag("label", Attribute("for", id)) { label } }
      notes
      control
    }
  }

  @HTMLBuilder private var notes: [HTML] {
    if let hint { tag("p", .css("hint"), .id("\(id)-hint")) { hint } }
    if let message = errors.message(for: name) { tag("p", .css("error"), .id("\(id)-error")) { message } }
  }

  /// A line of text.
  /// - Parameter width: `short`, `medium` or `long`.
  public func line(
    type: String = "text", width: String = "long", autocomplete: String? = nil, direction: String? = "auto",
    isRequired: Bool = false
  ) -> HTML {
    framed(
      void(
        "input", Attribute("type", type), .id(id), Attribute("name", name), .css(width),
        type == "password" ? nil : Attribute("value", value), direction.map { .dir($0) },
        autocomplete.map { Attribute("autocomplete", $0) }, describedBy, invalid,
        isRequired ? Attribute("aria-required", "true") : nil))
  }

  /// A file to choose; the form must be of ``FormEncoding/multipart``.
  /// - Parameter accept: the kinds of file that the browser offers first, for example `.json,.yaml`.
  public func file(accept: String? = nil) -> HTML {
    framed(
      void(
        "input", Attribute("type", "file"), .id(id), Attribute("name", name), accept.map { Attribute("accept", $0) }, describedBy, invalid))
  }

  /// A day, typed as `YYYY-MM-DD` or chosen where the browser offers it.
  public var day: HTML { line(type: "date", width: "medium", direction: "ltr") }

  /// Several lines of text.
  public func area(rows: Int = 5) -> HTML {
    framed(
      tag(
        "textarea", .id(id), Attribute("name", name), Attribute("rows", "\(rows)"), .dir("auto"), describedBy, invalid
      ) { value.hasPrefix("\n") ? "\n" + value : value })
  }

  /// One of several, from a list that folds out.
  public func choice(_ options: [Option], none: String? = nil) -> HTML {
    framed(
      tag("select", .id(id), Attribute("name", name), describedBy, invalid) {
        if let none { tag("option", Attribute("value", "")) { none } }
        for option in options {
          tag("option", Attribute("value", option.value), .flag("selected", option.value == value), option.lang, option.dir) {
            option.label
          }
        }
      })
  }

  /// One of several, all of them in sight.
  public func radios(_ options: [Option]) -> HTML { group(options, type: "radio", chosen: [value]) }

  /// Any of several.
  public func checkboxes(_ options: [Option], chosen: Set<String>) -> HTML { group(options, type: "checkbox", chosen: chosen) }

  /// Yes or no: sent as `yes` when ticked.
  public func tick(_ isTicked: Bool) -> HTML {
    tag("div", .css(errors.message(for: name) == nil ? "field tick" : "field tick wrong")) {
      void(
        "input", Attribute("type", "checkbox"), .id(id), Attribute("name", name), Attribute("value", "yes"),
        .flag("checked", isTicked), describedBy, invalid)
      tag("label", Attribute("for", id)) { label }
      notes
    }
  }

  private func group(_ options: [Option], type: String, chosen: Set<String>) -> HTML {
    tag("fieldset", .css(errors.message(for: name) == nil ? "field" : "field wrong"), describedBy, .id(id)) {
      tag("legend") { label }
      notes
      for (index, option) in options.enumerated() {
        tag("div", .css("option")) {
          void(
            "input", Attribute("type", type), .id("\(id)-\(index)"), Attribute("name", name),
            Attribute("value", option.value), .flag("checked", chosen.contains(option.value)))
          tag("label", Attribute("for", "\(id)-\(index)"), option.lang, option.dir) { option.label }
          if let hint = option.hint { tag("p", .css("hint")) { hint } }
        }
      }
    }
  }

  /// One thing that can be chosen.
  public struct Option: Sendable, Hashable {
    let value: String
    let label: String
    let hint: String?
    let lang: Attribute?
    let dir: Attribute?

    /// Makes an option.
    /// - Parameters:
    ///   - language: marks a label in another language than the page's.
    ///   - isTyped: the label was typed by a person, in any language.
    public init(_ value: String, _ label: String, hint: String? = nil, language: Language? = nil, isTyped: Bool = false) {
      self.value = value
      self.label = label
      self.hint = hint
      self.lang = language.map { .lang($0.htmlCode) }
      self.dir = isTyped ? .dir("auto") : language.map { .dir($0.direction.rawValue) }
    }
  }
}

/// How a form is sent.
public enum FormEncoding: Sendable {
  /// Fields alone.
  case plain
  /// Fields and files; the route must take files.
  case multipart
}

/// A form that changes something: carries the token, shows the errors first.
///
/// The token stands before everything else: of a form with files nothing is taken before it has been read.
/// - Parameter other: a second button that sends the same form with one value more, for example "save and go on".
public func form<Who>(
  _ call: Call<Who>, to url: String, submit: String, tone: String = "button", errors: FormErrors = .none,
  encoding: FormEncoding = .plain, cancel: (label: String, url: String)? = nil, other: (label: String, name: String, value: String)? = nil,
  @HTMLBuilder content: () -> [HTML]
) -> HTML {
  // The browser's own checks are off: the program says what is wrong, in the reader's language, without losing anything.
  tag(
    "form", Attribute("method", "post"), Attribute("action", url), .flag("novalidate"), Attribute("accept-charset", "utf-8"),
    encoding == .multipart ? Attribute("enctype", "multipart/form-data") : nil
  ) {
    errors.summary(call.words)
    call.token
    content()
    tag("p", .css("actions")) {
      tag("button", Attribute("type", "submit"), .css(tone)) { submit }
      if let other {
        tag("button", Attribute("type", "submit"), .css("button secondary"), Attribute("name", other.name), Attribute("value", other.value))
        {
          other.label
        }
      }
      if let cancel { link(cancel.url, cancel.label) }
    }
  }
}

/// A button that does one thing and needs no fields but the token and hidden values.
public func buttonForm<Who>(
  _ call: Call<Who>, to url: String, _ label: String, tone: String = "button secondary", hidden: [String: String] = [:]
) -> HTML {
  tag("form", .css("inline"), Attribute("method", "post"), Attribute("action", url)) {
    call.token
    for (name, value) in hidden.sorted(by: { $0.key < $1.key }) { hiddenField(name, value) }
    tag("button", Attribute("type", "submit"), .css(tone)) { label }
  }
}

/// A value that a form carries without showing it, for example the version that was seen.
public func hiddenField(_ name: String, _ value: String) -> HTML {
  void("input", Attribute("type", "hidden"), Attribute("name", name), Attribute("value", value))
}

/// The filters above a list: a form that changes only the address.
public func filterForm(_ url: String, submit: String, @HTMLBuilder content: () -> [HTML]) -> HTML {
  tag("form", .css("filters"), Attribute("method", "get"), Attribute("action", url), Attribute("role", "search")) {
    content()
    tag("p", .css("actions")) { tag("button", Attribute("type", "submit"), .css("button secondary")) { submit } }
  }
}
