// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
public import Instruments
public import Kernel
public import Localisation
public import Web

extension DirectoryStore {
  /// The bridge sheet as a file that stands alone: a page with its look in it, to be attached to a request.
  ///
  /// It shows what officers see, so it is for the two authorities and not for the public.
  /// - Parameter words: the language of the sheet.
  public func bridgeDocument(
    from: StateCode, to: StateCode, measures: Set<Measure>, on day: CalendarDay, in words: Words
  ) async throws -> Data {
    let sheet = try await snapshot().bridgeSheet(
      from: from, to: to, measures: measures.isEmpty ? BridgePage.usual : measures, on: day, publicOnly: false)
    let language = words.language
    let page = tag("html", .lang(language.htmlCode), .dir(language.direction.rawValue)) {
      tag("head") {
        void("meta", Attribute("charset", "utf-8"))
        tag("title") { words("directory.bridge.title") }
        HTML.style(String(decoding: Assets.style, as: UTF8.self))
      }
      tag("body") {
        tag("main") {
          tag("h1") { words("directory.bridge.title") }
          BridgePage(store: self).body(sheet, words)
        }
      }
    }
    return Data(("<!doctype html>\n" + page.markup + "\n").utf8)
  }

  /// The legal basis between two States with each step and its source, as the directory's own pages show it.
  public func basisPanel(_ basis: LegalBasis, from: StateCode, to: StateCode, on day: CalendarDay, in words: Words) -> HTML {
    DirectoryPages(store: self).basisPanel(basis, from: from, to: to, on: day, words)
  }
}
