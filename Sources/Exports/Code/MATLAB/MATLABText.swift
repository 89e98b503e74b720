/// The functions of MATLAB that every exported network has.
enum MATLABText {
  static let forward = """
    function [f, trace] = forward(layers, f)
      % A, and of each layer sigma' (or p of a softmax) and sigma''.
      trace = cell(size(layers));
      for l = 1:numel(layers)
        layer = layers{l};
        z = product(layer, f) + layer.b;
        [f, first, second] = activation(layer.kind, z);
        trace{l} = struct('first', first, 'second', second);
      end
    end

    function G = product(layer, G)
      % W G.
      if layer.scales, G = bsxfun(@times, layer.W, G); else, G = layer.W * G; end
    end

    """

  static let products = """
    function G = centred(p, G)
      % Rows less their mean with the weights p; that of the largest p goes first, so that nothing cancels.
      [~, largest] = max(p);
      G = bsxfun(@minus, G, G(largest, :));
      G = bsxfun(@minus, G, p' * G);
    end

    function G = push(kind, first, G)
      % (df/dz) G.
      if isequal(kind, 'linear'), return; end
      if ischar(kind), G = centred(first, G); end
      if ~isequal(kind, 'logsoftmax'), G = bsxfun(@times, first, G); end
    end

    function B = pull(kind, first, B)
      % B (df/dz).
      if isequal(kind, 'linear')
        return
      elseif isequal(kind, 'softmax')
        B = bsxfun(@times, first, centred(first, B'))';
      elseif isequal(kind, 'logsoftmax')
        [~, largest] = max(first);
        others = (1:numel(first)) ~= largest;
        rest = sum(B(:, others), 2);
        total = B(:, largest) + rest;
        B = B - total * first';
        B(:, largest) = total * sum(first(others)) - rest;
      else
        B = bsxfun(@times, B, first');
      end
    end

    function B = back(layer, B)
      % B W.
      if layer.scales, B = bsxfun(@times, B, layer.W'); else, B = B * layer.W; end
    end

    """

  static let jacobianForward = """
    function G = jacobian(layers, trace, d, ~)
      % Forward from the input: the cheaper order here.
      G = eye(d);
      for l = 1:numel(layers)
        G = push(layers{l}.kind, trace{l}.first, product(layers{l}, G));
      end
    end

    """

  static let jacobianBack = """
    function B = jacobian(layers, trace, ~, m)
      % Back from the output: the cheaper order here.
      B = eye(m);
      for l = numel(layers):-1:1
        B = back(layers{l}, pull(layers{l}.kind, trace{l}.first, B));
      end
    end

    """

  static let second = """
    function [B, H] = second(layers, trace, d, B)
      % B J, and of each row v of B the Hessian of v A: the sum over layers of G' diag(c) G, where G = dz/dx and
      % c = v (dA/df) sigma''. Layers without curvature add nothing.
      G = eye(d);
      factors = cell(size(layers));
      for l = 1:numel(layers)
        G = product(layers{l}, G);
        factors{l} = G;
        G = push(layers{l}.kind, trace{l}.first, G);
      end
      H = zeros(d, d, size(B, 1));
      for l = numel(layers):-1:1
        kind = layers{l}.kind;
        above = B;
        B = pull(kind, trace{l}.first, B);
        if ~isequal(kind, 'linear')
          G = factors{l};
          if ischar(kind), G = centred(trace{l}.first, G); end
          if isequal(kind, 'softmax')
            c = B;
          elseif isequal(kind, 'logsoftmax')
            c = -sum(above, 2) * trace{l}.first';
          else
            c = bsxfun(@times, above, trace{l}.second');
          end
          for k = 1:size(c, 1)
            if any(c(k, :)), H(:, :, k) = H(:, :, k) + G' * bsxfun(@times, c(k, :)', G); end
          end
        end
        B = back(layers{l}, B);
      end
    end

    """

  /// f, σ′ (or p) and σ″ of a layer.
  static func activation(_ functions: [CodeFunction]) -> String {
    let cases = functions.enumerated().map { k, function in
      "      case \(k + 1), [f(i), first(i), second(i)] = \(function.name)(z(i));\n"
    }
    return """
      function [f, first, second] = activation(kind, z)
        [f, first, second] = deal(z, ones(size(z)), zeros(size(z)));
        if isequal(kind, 'linear'), return; end
        if ischar(kind)
          [~, largest] = max(z);
          shifted = z - z(largest);
          e = exp(shifted);
          first = e / sum(e);
          f = first;
          if isequal(kind, 'logsoftmax')
            e(largest) = 0;
            f = shifted - log1p(sum(e));
          end
          return
        end
        for range = kind'
          i = range(1):range(2);
          switch range(3)
      \(cases.joined())    end
        end
      end

      """
  }

  static let pick = """
    function value = pick(condition, yes, no)
      % yes where the condition holds, no elsewhere.
      value = no + zeros(size(condition));
      yes = yes + zeros(size(condition));
      value(condition) = yes(condition);
    end
    """
}
