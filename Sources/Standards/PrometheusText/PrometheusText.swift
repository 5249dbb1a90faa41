// SPDX-License-Identifier: Apache-2.0

/// The text format 0.0.4 in which a monitor fetches figures.
public enum PrometheusText {
  /// The media type.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// What a figure is.
  public enum Kind: String, Sendable {
    /// It only rises, and begins anew with the process.
    case counter
    /// It goes up and down.
    case gauge
  }

  /// One figure of a family, told from the others by its labels.
  public struct Sample: Sendable, Hashable {
    let labels: [Label]
    let value: Double

    /// A figure.
    public init(_ value: Double, _ labels: Label...) {
      self.labels = labels
      self.value = value
    }

    /// A count.
    public init(_ value: Int, _ labels: Label...) {
      self.labels = labels
      self.value = Double(value)
    }
  }

  /// A label and its value.
  public struct Label: Sendable, Hashable {
    let name: String
    let value: String

    /// A label; its name must be one.
    public init(_ name: String, _ value: String) {
      precondition(name.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil && !name.hasPrefix("__"), "no name of a label")
      self.name = name
      self.value = value
    }
  }

  /// Figures of one name.
  public struct Family: Sendable, Hashable {
    /// The name.
    public let name: String
    let help: String
    let kind: Kind
    let samples: [Sample]

    /// Figures of one name, which must be one; of a counter it ends with `_total`.
    public init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
      precondition(name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil, "no name of a figure")
      precondition((kind == .counter) == name.hasSuffix("_total"), "a counter, and it alone, ends with _total")
      self.name = name
      self.help = help
      self.kind = kind
      self.samples = samples
    }

    /// A single figure.
    public init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) { self.init(name, kind, help, [Sample(value)]) }
  }

  /// Writes families; one without samples is left out.
  public static func write(_ families: [Family]) -> String {
    var text = ""
    for family in families where !family.samples.isEmpty {
      text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n# TYPE \(family.name) \(family.kind.rawValue)\n"
      for sample in family.samples {
        let labels = sample.labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
        text += family.name + (labels.isEmpty ? "" : "{\(labels)}") + " \(number(sample.value))\n"
      }
    }
    return text
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    // Counts without a point, as far as a double holds them exactly.
    return value == value.rounded() && abs(value) < 9e15 ? "\(Int64(value))" : "\(value)"
  }
}
