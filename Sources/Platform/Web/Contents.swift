// SPDX-License-Identifier: Apache-2.0
public import Localisation

/// The parts of a long page as links to them, so that nobody has to scroll for what they came for.
///
/// - Parameter parts: of each the `id` that its element has on the same page, and its title; nothing is shown for fewer than three.
public func contents(_ parts: [(id: String, title: String)], _ words: Words) -> HTML {
  guard parts.count > 2 else { return .nothing }
  return tag("nav", .css("contents"), .init("aria-labelledby", "contents")) {
    tag("p", .id("contents")) { words("web.contents") }
    tag("ul") { for part in parts { tag("li") { link("#\(part.id)", part.title) } } }
  }
}
