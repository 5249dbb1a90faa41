// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Web

/// The forms in which a table is given out.
enum TableFile: String, Sendable, CaseIterable {
  case csv, xlsx, sdmx, json, svg

  var mediaType: String {
    switch self {
    case .csv: "text/csv; charset=utf-8"
    case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    case .sdmx: "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
    case .json: "application/json"
    case .svg: "image/svg+xml"
    }
  }

  /// What the form is called.
  var name: String { self == .sdmx ? "SDMX-CSV" : rawValue.uppercased() }

  /// How the name of the file ends.
  var ending: String { self == .sdmx ? "sdmx.csv" : rawValue }
}

/// Releases and tables as files.
struct ReleaseFiles: Sendable {
  let releases: Releases

  /// The bytes that were published, as they were.
  @Sendable func release(_ call: Call<SignedIn?>) async throws -> Answer {
    let release = try await releases.store.published(try call.parameter("release") { ReleaseName($0) })
    return .file(release.bytes, type: "application/json", name: "\(release.content.name).json")
  }

  @Sendable func table(_ call: Call<SignedIn?>) async throws -> Answer {
    guard let form = call.query["as"].flatMap({ TableFile(rawValue: $0) }) else { throw WebProblem.notFound }
    let (text, view) = try await TablePage.loaded(call, releases)
    let name = "\(text.release.name)-\(text.table.name)-\(call.language.rawValue).\(form.ending)"
    let figures = TableFigures(text: text)
    let data: Data
    switch form {
    case .csv: data = figures.csv(hasByteOrderMark: call.query["bom"] == "yes")
    case .sdmx: data = figures.sdmx
    case .json: data = try figures.json
    case .xlsx: data = try await releases.worker.render(text.workbook)
    case .svg:
      guard let chart = text.chart(column: view.column, as: view.chart) else { throw CannotRelease.noSuchTable }
      data = Data(chart.file.utf8)
    }
    return .file(data, type: form.mediaType, name: name)
  }
}
