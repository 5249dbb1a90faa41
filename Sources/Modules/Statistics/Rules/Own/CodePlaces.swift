// SPDX-License-Identifier: Apache-2.0

/// The places of all codes of a codebook, looked up once.
public struct CodePlaces: Sendable {
  private let places: [Breakdown: [String: Int]]

  /// Looks the codes up.
  public init(_ codebook: Codebook) {
    places = Dictionary(
      codebook.variables.map { variable in
        (variable.name, Dictionary(variable.codes.enumerated().map { ($1.code, $0) }) { first, _ in first })
      }
    ) { first, _ in first }
  }

  /// The place of a code; not recorded for none and for one that the codebook does not have.
  public func place(_ code: String?, _ name: Breakdown) -> CountedRequest.Code {
    code.flatMap { places[name]?[$0] }.map(CountedRequest.Code.init) ?? CountedRequest.notRecorded
  }

  /// Several codes as a set; those that the codebook does not have are left out.
  public func labels(_ codes: some Sequence<String>, _ name: Breakdown) -> LabelSet {
    LabelSet(codes.compactMap { places[name]?[$0] })
  }
}
